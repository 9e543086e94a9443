/** Reading archives: verification, listing, extraction; ours by their index, others in order. */
@NullMarked
package io.holdfast.archive.internal.read;

import org.jspecify.annotations.NullMarked;
