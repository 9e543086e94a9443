package io.holdfast.archive.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.SourceContent;
import java.util.List;

/** Reads a directory of this host, depth first, names sorted bytewise, no link followed. */
public final class TreeReader {
  private final SourceContent.Tree tree;
  private final Issues issues;

  public TreeReader(SourceContent.Tree tree, Issues issues) {
    this.tree = tree;
    this.issues = issues;
  }

  /**
   * Hands the root to the sink, as a directory with {@code EntryPath.ROOT}, and then every object
   * below it.
   *
   * @throws SourceException when the root is missing or cannot be listed; all other trouble is an
   *     issue
   */
  public void read(EntrySink sink)
      throws SourceException, DestinationException, InterruptedException {
    throw new IllegalStateException("being written: " + tree + issues);
  }

  /** What was left out on purpose, summed up, for people. */
  public List<String> remarks() {
    return List.of();
  }
}
