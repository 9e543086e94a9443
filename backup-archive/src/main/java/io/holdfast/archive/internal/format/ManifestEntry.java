package io.holdfast.archive.internal.format;

import io.holdfast.core.catalog.Entry;
import java.util.Optional;

/**
 * One entry as a manifest has it.
 *
 * @param sha256 hex digest of a file's content; empty for everything that has none of its own
 * @param ofBlocks whether that is the digest of the {@linkplain SparseDigest blocks} of a large
 *     file with holes
 */
public record ManifestEntry(Entry entry, Optional<String> sha256, boolean ofBlocks) {

  /** An entry whose digest, if it has one, is that of all its content. */
  public ManifestEntry(Entry entry, Optional<String> sha256) {
    this(entry, sha256, false);
  }
}
