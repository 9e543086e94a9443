package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.Footer;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.ArchiveInfo;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Reads what an archive says about itself, from its end only. */
public final class ArchiveRecords {
  private ArchiveRecords() {}

  /**
   * Reads the record.
   *
   * @return empty for a gzip file that neither begins nor ends as our archives do
   * @throws ArchiveException when it is no gzip file, or one of ours that is cut off or damaged at
   *     its end
   */
  public static Optional<ArchiveInfo> read(Path path) throws ArchiveException {
    FileChannel file = ArchiveReader.channel(path);
    try {
      Optional<Footer> footer = ArchiveEnd.footer(path, file);
      return footer.isPresent()
          ? Optional.of(ArchiveEnd.info(path, file, footer.get()))
          : Optional.empty();
    } catch (IOException e) {
      throw ArchiveReader.unreadable(path, e);
    } finally {
      ArchiveReader.closeQuietly(file);
    }
  }
}
