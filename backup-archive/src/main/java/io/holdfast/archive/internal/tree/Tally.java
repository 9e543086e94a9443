package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.EntryPath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts entries to which one thing happened, so that it is told once. Not thread-safe. */
public final class Tally {
  private final String what;
  private long count;
  private @Nullable EntryPath first;

  /**
   * Begins with none.
   *
   * @param what happened, for people
   */
  public Tally(String what) {
    this.what = what;
  }

  /** Counts one. */
  public void add(EntryPath path) {
    if (first == null) {
      first = path;
    }
    count++;
  }

  /** What happened how often, for people; empty when it did not. */
  public Optional<String> text() {
    EntryPath example = first;
    return example == null
        ? Optional.empty()
        : Optional.of(
            what
                + (count == 1 ? " for 1 entry: " : " for " + count + " entries, the first is ")
                + (example.isRoot() ? "." : example.toString()));
  }
}
