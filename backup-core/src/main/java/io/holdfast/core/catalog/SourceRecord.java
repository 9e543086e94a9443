package io.holdfast.core.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an archive says about one source, saved or not.
 *
 * @param name the source's name in the archive, for volumes the full volume name
 * @param origin where it came from, so that it can go back there
 * @param outcome what became of it
 * @param detail why it is not saved, or not whole, for people; empty when it is
 * @param entries archived file system objects
 * @param bytes content bytes of archived files
 * @param issueCount all issues; {@code issues} holds the first of them
 * @param issues the first issues, at most {@link #LISTED_ISSUES}
 * @param manifestSha256 hex digest of the source's manifest; empty when nothing of it was archived
 */
public record SourceRecord(
    String name,
    Origin origin,
    Outcome outcome,
    String detail,
    long entries,
    long bytes,
    long issueCount,
    List<SourceIssue> issues,
    Optional<String> manifestSha256) {

  /** How many issues a record lists; the count is always exact. */
  public static final int LISTED_ISSUES = 1000;

  /**
   * A record with a copy of its issues.
   *
   * @param issues the first issues, at most {@link #LISTED_ISSUES}
   * @param name the source's name in the archive, for volumes the full volume name
   * @param origin where it came from, so that it can go back there
   * @param outcome what became of it
   * @param detail why it is not saved, or not whole, for people; empty when it is
   * @param entries archived file system objects
   * @param bytes content bytes of archived files
   * @param issueCount all issues; {@code issues} holds the first of them
   * @param manifestSha256 hex digest of the source's manifest; empty when nothing of it was
   *     archived
   */
  public SourceRecord {
    issues = List.copyOf(issues);
  }

  /**
   * A source of which nothing is in the archive.
   *
   * @param name the source's name in the archive
   * @param origin where it would have come from
   * @param outcome one of those that save nothing
   * @param detail why, for people
   * @return a record without entries and manifest
   */
  public static SourceRecord absent(String name, Origin origin, Outcome outcome, String detail) {
    return new SourceRecord(name, origin, outcome, detail, 0, 0, 0, List.of(), Optional.empty());
  }

  /**
   * The same record, listing other issues; the count stays.
   *
   * @param listed take the place of those that are there; the count stays
   * @return a copy
   */
  public SourceRecord withIssues(List<SourceIssue> listed) {
    return new SourceRecord(
        name, origin, outcome, detail, entries, bytes, issueCount, listed, manifestSha256);
  }

  /** {@return whether anything of the source is in the archive} */
  public boolean isArchived() {
    return outcome == Outcome.SAVED || outcome == Outcome.SAVED_WITH_ISSUES;
  }

  /** What became of a source. Everything but {@link #SAVED} makes the archive incomplete. */
  public enum Outcome {
    /** All of it is in the archive, unchanged while it was read. */
    SAVED,

    /** It is in the archive, but for the issues. */
    SAVED_WITH_ISSUES,
    /** It does not exist. */
    MISSING,
    /** Larger than its {@code max-size}. */
    TOO_LARGE,
    /** Reading it failed; nothing of it is in the archive. */
    FAILED
  }

  /** Where a source came from. */
  public sealed interface Origin {

    /**
     * A directory of the host.
     *
     * @param path absolute; text, because the archive may be read on another host
     */
    record Directory(String path) implements Origin {}

    /**
     * A named volume, with what is needed to create it again.
     *
     * @param driver that made the volume, such as {@code local}
     * @param options what its driver was given
     * @param labels what it was labelled with, compose's labels among them
     * @param access how it was read: {@code direct}, {@code helper} or {@code copy}; empty when it
     *     was not
     */
    record Volume(
        String driver, Map<String, String> options, Map<String, String> labels, String access)
        implements Origin {
      /**
       * A volume with copies of its options and labels.
       *
       * @param options what its driver was given
       * @param driver that made the volume, such as {@code local}
       * @param labels what it was labelled with, compose's labels among them
       * @param access how it was read: {@code direct}, {@code helper} or {@code copy}; empty when
       *     it was not
       */
      public Volume {
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
      }
    }
  }
}
