package io.holdfast.core.catalog;

import java.util.Optional;

/**
 * Something about one object of a source that makes the archive incomplete.
 *
 * @param kind what happened, for programs
 * @param path relative to the source; empty where the reader could not tell
 * @param detail the cause, for people
 */
public record SourceIssue(Kind kind, Optional<EntryPath> path, String detail) {

  /** What happened. */
  public enum Kind {
    /** Size, times, owner or mode were not the same before and after reading. */
    CHANGED,
    /** The file became shorter while it was read; the rest was filled with zeros. */
    SHORT,

    /** It could not be opened or read; nothing of it is in the archive. */
    UNREADABLE,
    /** Listed, but gone when it was to be read. */
    VANISHED,
    /** Its content was left out with an excluded file that it was a hard link to. */
    LINK_LOST
  }
}
