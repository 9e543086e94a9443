/** Verified tar.gz archives: written, proven complete, read back. */
@NullMarked
package io.holdfast.archive;

import org.jspecify.annotations.NullMarked;
