package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.catalog.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The issues of one source: all are counted, the first {@link SourceRecord#LISTED_ISSUES} are
 * listed. Not thread-safe.
 */
public final class Issues {
  /** Of a path or a detail: what is listed must fit into an archive's record. */
  private static final int SHOWN = 1024;

  private final List<SourceIssue> listed = new ArrayList<>();
  private long count;

  public void add(SourceIssue issue) {
    if (listed.size() < SourceRecord.LISTED_ISSUES) {
      listed.add(
          new SourceIssue(
              issue.kind(),
              issue.path().map(path -> new EntryPath(shown(path.latin1()))),
              shown(issue.detail())));
    }
    count++;
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  /**
   * Adds an issue of one object.
   *
   * @param detail the cause, for people
   */
  public void add(SourceIssue.Kind kind, EntryPath path, String detail) {
    add(new SourceIssue(kind, Optional.of(path), detail));
  }

  /** How many issues were added. */
  public long count() {
    return count;
  }

  /** The first issues, in the order they were added. */
  public List<SourceIssue> listed() {
    return List.copyOf(listed);
  }
}
