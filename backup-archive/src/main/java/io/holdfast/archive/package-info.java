/** Archives as files: the catalog on a file system, and the way in to single archives. */
@NullMarked
package io.holdfast.archive;

import org.jspecify.annotations.NullMarked;
