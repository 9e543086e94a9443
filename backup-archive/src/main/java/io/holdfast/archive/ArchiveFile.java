package io.holdfast.archive;

import io.holdfast.archive.internal.read.ArchiveReader;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
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

  /**
   * Opens one of our archives for what is whole in it, whatever is damaged. All of it is read, a
   * few times.
   *
   * @param file an existing file
   * @param progress told of bytes of the file
   * @return closed by the caller
   * @throws ArchiveException when the file is not there, or nothing in it is whole
   * @throws InterruptedException when the thread is interrupted
   */
  public static DamagedArchive openDamaged(Path file, ProgressListener progress)
      throws ArchiveException, InterruptedException {
    return ArchiveReader.openDamaged(file, progress);
  }
}
