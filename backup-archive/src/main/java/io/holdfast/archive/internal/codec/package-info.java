/** Compressing and decompressing one chunk, with the best library that works here. */
@NullMarked
package io.holdfast.archive.internal.codec;

import org.jspecify.annotations.NullMarked;
