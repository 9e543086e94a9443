package io.holdfast.archive.read;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.OpenArchive;
import java.nio.file.Path;

/** Opens any {@code .tar.gz} for reading. */
public final class ArchiveReader {
  private ArchiveReader() {}

  public static OpenArchive open(Path file) throws ArchiveException {
    throw new ArchiveException("being written");
  }
}
