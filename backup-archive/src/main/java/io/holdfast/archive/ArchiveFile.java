package io.holdfast.archive;

import io.holdfast.archive.read.ArchiveReader;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.OpenArchive;
import java.nio.file.Path;

/** Opens archives by path, without a catalog. */
public final class ArchiveFile {
  private ArchiveFile() {}

  /**
   * Opens any {@code .tar.gz}: one of ours, or one of another tool, which is then read in order.
   *
   * @param file followed where it is a link
   * @return closed by the caller
   * @throws ArchiveException when the file is not there, is no gzip file, or its records are
   *     damaged
   */
  public static OpenArchive open(Path file) throws ArchiveException {
    return ArchiveReader.open(file);
  }
}
