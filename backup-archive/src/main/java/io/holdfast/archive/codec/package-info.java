/** Compressing one chunk. */
@NullMarked
package io.holdfast.archive.codec;

import org.jspecify.annotations.NullMarked;
