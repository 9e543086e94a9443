package io.holdfast.core.catalog;

import io.holdfast.core.plan.Selection;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;

/** What is to be read of a source. */
public sealed interface SourceContent {

  /** {@return what is left out} */
  Selection selection();

  /**
   * A directory of this host that is read with its full metadata.
   *
   * @param root where the source is, absolute; a link to a directory is followed, none below it is
   * @param selection what is left out by patterns and marks
   * @param leaveOut absolute paths below the root that are not descended into: other sources and
   *     the destination
   */
  record Tree(Path root, Selection selection, Set<Path> leaveOut) implements SourceContent {
    /**
     * A directory to read, with a copy of what is left out.
     *
     * @param leaveOut absolute paths below the root that are not descended into: other sources and
     *     the destination
     * @param root where the source is, absolute; a link to a directory is followed, none below it
     *     is
     * @param selection what is left out by patterns and marks
     */
    public Tree {
      leaveOut = Set.copyOf(leaveOut);
    }
  }

  /**
   * A tar of a volume's root, entries {@code ./...}, in any dialect.
   *
   * @param tar read to its end, not closed, by whom it is given to
   * @param selection what is left out
   */
  record TarStream(InputStream tar, Selection selection) implements SourceContent {}
}
