package io.holdfast.archive.internal.read;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.VerificationResult;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens any {@code .tar.gz} for reading. */
public final class ArchiveReader {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveReader.class);

  private ArchiveReader() {}

  /**
   * Opens one of our archives by its records, or any other to be read in order.
   *
   * @return closed by the caller
   * @throws ArchiveException when the file is missing, no gzip file, or an archive of ours with
   *     damaged records
   */
  public static OpenArchive open(Path path) throws ArchiveException {
    FileChannel file = channel(path);
    boolean opened = false;
    try {
      Optional<ArchiveEnd> end = ArchiveEnd.read(path, file);
      OpenArchive archive =
          end.isPresent()
              ? new IndexedArchive(path, file, end.get())
              : new ForeignArchive(path, file);
      opened = true;
      return archive;
    } catch (IOException e) {
      throw unreadable(path, e);
    } finally {
      if (!opened) {
        closeQuietly(file);
      }
    }
  }

  /**
   * Looks through one of our archives for what is whole in it, whatever is damaged. Takes as long
   * as reading it a few times.
   *
   * @param progress told of bytes of the file
   * @return closed by the caller
   * @throws ArchiveException when the file is missing or nothing in it is whole
   */
  public static DamagedArchive openDamaged(Path path, ProgressListener progress)
      throws ArchiveException, InterruptedException {
    FileChannel file = channel(path);
    boolean opened = false;
    try {
      DamagedArchive archive = Survey.of(path, file, progress);
      opened = true;
      return archive;
    } finally {
      if (!opened) {
        closeQuietly(file);
      }
    }
  }

  /**
   * Verifies an archive and hashes its file on the way: what is hashed are the very bytes that were
   * verified, in their order.
   *
   * @param file is given all bytes of the file if it is found whole
   */
  public static VerificationResult verify(
      OpenArchive archive, ProgressListener progress, MessageDigest file)
      throws ArchiveException, InterruptedException {
    return archive instanceof IndexedArchive indexed
        ? indexed.verify(progress, Optional.of(file))
        : archive.verify(progress); // never whole
  }

  static FileChannel channel(Path path) throws ArchiveException {
    try {
      if (Files.isDirectory(path)) {
        throw new ArchiveException(path + " is a directory, not an archive");
      }
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        // Opening a FIFO would wait for a writer, and no signal could end that
        throw new ArchiveException(path + " is not a regular file, so it is no archive");
      }
      return FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new ArchiveException(path + ": no such file", e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  static ArchiveException unreadable(Path path, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return new ArchiveException(path + " was not read: the thread was interrupted", e);
    }
    if (e instanceof AccessDeniedException) {
      return new ArchiveException(
          path + " cannot be read: permission denied; run as its owner or as root", e);
    }
    return new ArchiveException(path + " cannot be read: " + e.getMessage(), e);
  }

  /** Closes a file that was only read: nothing can be lost. */
  static void closeQuietly(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      LOG.debug("closing an archive", e);
    }
  }
}
