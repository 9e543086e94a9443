package io.holdfast.archive.internal.reuse;

import io.holdfast.core.catalog.SparseMap;
import java.util.Optional;

/**
 * A file as a predecessor has it.
 *
 * @param start tar offset of its content
 * @param size bytes of its content
 * @param sha256 hex digest of its content
 * @param holes where its data was, if some of the zeros in its content were holes
 */
public record PreviousFile(long start, long size, String sha256, Optional<SparseMap> holes) {}
