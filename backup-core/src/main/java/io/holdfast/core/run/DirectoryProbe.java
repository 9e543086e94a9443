package io.holdfast.core.run;

import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.SourceContent;
import java.nio.file.Path;
import java.util.List;

/** The port that looks at directories of the host before they are read. */
public interface DirectoryProbe {

  /** What stands at a path; links are followed. */
  State look(Path path);

  /** Whether a file system is mounted on the directory; a link to it is followed. */
  boolean isMountPoint(Path directory);

  /**
   * Counts what reading the tree would archive; opens no file.
   *
   * @throws SourceException when the root cannot be listed
   */
  Extent measure(SourceContent.Tree tree) throws SourceException, InterruptedException;

  /** What stands at a path. */
  enum State {
    MISSING,
    NOT_A_DIRECTORY,
    /** A directory that cannot be listed. */
    UNREADABLE,
    EMPTY,
    FILLED
  }

  /**
   * The size of a tree.
   *
   * @param remarks what is left out of it, or taken into it, for people
   */
  record Extent(long entries, long bytes, List<String> remarks) {
    public Extent {
      remarks = List.copyOf(remarks);
    }

    /** A tree of which there is nothing to remark. */
    public Extent(long entries, long bytes) {
      this(entries, bytes, List.of());
    }
  }
}
