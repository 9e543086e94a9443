package io.holdfast.core.catalog;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.BackupException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.LockedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The archives of one plan in one destination. Changing calls need the {@linkplain #lock lock}. */
public interface Catalog {

  /** The destination directory. */
  Path destination();

  /**
   * Takes the plan's lock at once or fails. The kernel frees it when its owner dies.
   *
   * @return closed by the caller, which frees it
   */
  Lock lock() throws LockedException, DestinationException;

  /**
   * Removes what dead runs of this plan left at the destination. Call under the lock.
   *
   * @return the names of removed files
   */
  List<String> recover() throws DestinationException;

  /** All archives of this plan, newest first. Foreign files are not among them. */
  List<Archive> list() throws DestinationException;

  /** Bytes this process may still write at the destination. */
  long freeSpace() throws DestinationException;

  /**
   * Starts an archive under a partial name. What did not change since the newest one that was
   * packed in the same way may be taken from that; whatever is wrong with it, the draft goes on
   * without. Closed by the caller, which discards what is not published.
   */
  ArchiveDraft begin(Instant start, Packing packing) throws DestinationException;

  /** Opens one of the listed archives. Closed by the caller. */
  OpenArchive open(Archive archive) throws ArchiveException;

  /** Deletes an archive and its sidecar. */
  void delete(Archive archive) throws DestinationException;

  /** A held lock. */
  interface Lock extends AutoCloseable {
    @Override
    void close() throws BackupException;
  }
}
