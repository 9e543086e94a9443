package io.holdfast.archive.read;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.ArchiveInfo;
import java.nio.file.Path;
import java.util.Optional;

/** Reads what an archive says about itself, from its end only. */
public final class ArchiveRecords {
  private ArchiveRecords() {}

  /**
   * @return empty for a gzip file that does not end as our archives do
   * @throws ArchiveException when it is no gzip file, or one of ours whose records are damaged
   */
  public static Optional<ArchiveInfo> read(Path file) throws ArchiveException {
    throw new ArchiveException("being written");
  }
}
