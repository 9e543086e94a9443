/** Compressing and decompressing one chunk, with the best library that works here. */
@NullMarked
package io.holdfast.archive.codec;

import org.jspecify.annotations.NullMarked;
