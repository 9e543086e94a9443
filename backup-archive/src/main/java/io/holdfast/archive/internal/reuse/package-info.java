/**
 * The archive before the one that is written: what need not be compressed, or not even read, again.
 */
@NullMarked
package io.holdfast.archive.internal.reuse;

import org.jspecify.annotations.NullMarked;
