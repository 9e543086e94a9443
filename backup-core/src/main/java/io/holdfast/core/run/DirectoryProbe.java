package io.holdfast.core.run;

import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.SourceContent;
import java.nio.file.Path;

/** The port that looks at directories of the host before they are read. */
public interface DirectoryProbe {

  /** What stands at a path; links are followed. */
  State look(Path path);

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

  /** The size of a tree. */
  record Extent(long entries, long bytes) {}
}
