package io.holdfast.core.catalog;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.BackupException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.LockedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The archives of one plan in one destination: the port that stores and reads them. Changing calls
 * need the {@linkplain #lock lock}. Implementations hold no resources but what their calls hand
 * out, and may be shared between threads.
 */
public interface Catalog {

  /** {@return the destination directory, absolute} */
  Path destination();

  /**
   * Takes the plan's lock at once or fails. The kernel frees it when its owner dies.
   *
   * @return the lock; closed by the caller, which frees it
   * @throws LockedException when somebody else holds it; waiting is up to the caller
   * @throws DestinationException when the destination cannot be read or written
   */
  Lock lock() throws LockedException, DestinationException;

  /**
   * Removes what dead runs of this plan left at the destination. Call under the lock.
   *
   * @return the names of removed files, for people
   * @throws DestinationException when the destination cannot be read or written
   */
  List<String> recover() throws DestinationException;

  /**
   * All archives of this plan, newest first. Foreign files are not among them.
   *
   * @return also those that are damaged or of the former script, as their {@link Archive#state}
   *     says
   * @throws DestinationException when the destination cannot be read or written
   */
  List<Archive> list() throws DestinationException;

  /**
   * Bytes this process may still write at the destination.
   *
   * @return 0 or more; quotas count where the system tells them
   * @throws DestinationException when the destination cannot be read or written
   */
  long freeSpace() throws DestinationException;

  /**
   * Starts an archive under a partial name. What did not change since the newest one that was
   * packed in the same way may be taken from that; whatever is wrong with it, the draft goes on
   * without. Closed by the caller, which discards what is not published.
   *
   * @param start the start of the run, for the archive's name
   * @param packing how it is to be compressed, and what may be taken over
   * @return closed by the caller, which discards what is not published
   * @throws DestinationException when no file can be made there
   */
  ArchiveDraft begin(Instant start, Packing packing) throws DestinationException;

  /**
   * Opens one of the listed archives.
   *
   * @param archive as {@link #list} gave it
   * @return closed by the caller
   * @throws ArchiveException when the file is gone, or is no archive
   */
  OpenArchive open(Archive archive) throws ArchiveException;

  /**
   * Looks through one of the listed archives for what is whole in it, whatever is damaged. All of
   * it is read, a few times.
   *
   * @param archive as {@link #list} gave it
   * @param progress told of bytes of the file
   * @return closed by the caller
   * @throws ArchiveException when it is gone, or nothing in it is whole
   * @throws InterruptedException when the thread is interrupted
   */
  DamagedArchive openDamaged(Archive archive, ProgressListener progress)
      throws ArchiveException, InterruptedException;

  /**
   * Deletes an archive and its sidecar. Call under the lock.
   *
   * @param archive as {@link #list} gave it
   * @throws DestinationException when it is not the file that was listed any more, was pinned
   *     since, or cannot be deleted
   */
  void delete(Archive archive) throws DestinationException;

  /** A held lock. Closed by whoever took it; a second close does nothing. */
  interface Lock extends AutoCloseable {
    /**
     * Frees the lock.
     *
     * @throws BackupException when that failed; the end of the process frees it then
     */
    @Override
    void close() throws BackupException;
  }
}
