/**
 * The parts of an archive file that are ours: gzip members, the index, the footer, manifests,
 * records.
 */
@NullMarked
package io.holdfast.archive.internal.format;

import org.jspecify.annotations.NullMarked;
