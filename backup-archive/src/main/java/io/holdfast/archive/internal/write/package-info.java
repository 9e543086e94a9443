/** Writing one archive in a single pass, compressed on all cores. */
@NullMarked
package io.holdfast.archive.internal.write;

import org.jspecify.annotations.NullMarked;
