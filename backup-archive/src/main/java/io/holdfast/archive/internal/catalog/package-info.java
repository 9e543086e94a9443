/**
 * The catalog on a file system: the destination directory, the plan's lock, partial files,
 * publication, listing and leftovers.
 */
@NullMarked
package io.holdfast.archive.internal.catalog;

import org.jspecify.annotations.NullMarked;
