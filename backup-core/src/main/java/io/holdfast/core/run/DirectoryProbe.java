package io.holdfast.core.run;

import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.SourceContent;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The port that looks at directories of the host before they are read. Implementations may be
 * shared between threads.
 */
public interface DirectoryProbe {

  /**
   * Looks at what stands at a path; links are followed.
   *
   * @param path absolute
   * @return never a failure: what cannot be looked at is {@link State#UNREADABLE}
   */
  State look(Path path);

  /**
   * Tells whether a file system is mounted on the directory; a link to it is followed.
   *
   * @param directory absolute
   * @return false also when it does not exist
   */
  boolean isMountPoint(Path directory);

  /**
   * Counts what reading the tree would archive; opens no file.
   *
   * @param tree the directory, and what of it is left out
   * @return an estimate: what cannot be looked at is not counted
   * @throws SourceException when the root cannot be listed
   * @throws InterruptedException when the thread was interrupted
   */
  Extent measure(SourceContent.Tree tree) throws SourceException, InterruptedException;

  /**
   * Tells how much can still be written into a directory.
   *
   * @param directory absolute; if it is missing, it would be made in the nearest one that exists
   * @return empty where that cannot be told
   */
  Optional<Space> space(Path directory);

  /**
   * The space on a disk.
   *
   * @param disk names the file system, the same for all directories on it
   * @param free bytes that this process may still write
   */
  record Space(String disk, long free) {}

  /** What stands at a path. */
  enum State {
    /** Nothing. */
    MISSING,

    /** A file, or something else that cannot hold files. */
    NOT_A_DIRECTORY,
    /** A directory that cannot be listed. */
    UNREADABLE,

    /** A directory without entries. */
    EMPTY,

    /** A directory with entries. */
    FILLED
  }

  /**
   * The size of a tree.
   *
   * @param entries file system objects, the root included
   * @param bytes content bytes of files
   * @param remarks what is left out of it, or taken into it, for people
   */
  record Extent(long entries, long bytes, List<String> remarks) {
    /**
     * An extent with a copy of the remarks.
     *
     * @param remarks what is left out of it, or taken into it, for people
     * @param entries file system objects, the root included
     * @param bytes content bytes of files
     */
    public Extent {
      remarks = List.copyOf(remarks);
    }

    /**
     * An extent without remarks.
     *
     * @param entries file system objects
     * @param bytes content bytes of files
     */
    public Extent(long entries, long bytes) {
      this(entries, bytes, List.of());
    }
  }
}
