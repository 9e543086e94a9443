package io.holdfast.core.catalog;

import io.holdfast.core.plan.Selection;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;

/** What is to be read of a source. */
public sealed interface SourceContent {

  /** What is left out. */
  Selection selection();

  /**
   * A directory of this host that is read with its full metadata.
   *
   * @param leaveOut absolute paths below the root that are not descended into: other sources and
   *     the destination
   */
  record Tree(Path root, Selection selection, Set<Path> leaveOut) implements SourceContent {
    public Tree {
      leaveOut = Set.copyOf(leaveOut);
    }
  }

  /**
   * A tar of a volume's root, entries {@code ./...}, in any dialect.
   *
   * @param tar read to its end, not closed, by whom it is given to
   */
  record TarStream(InputStream tar, Selection selection) implements SourceContent {}
}
