package io.holdfast.core.retention;

import java.time.Instant;
import java.util.Optional;

/**
 * An archive as retention sees it.
 *
 * @param id names the archive in the decision; no two of one evaluation are the same
 * @param startedAt the start of the run that made it, as recorded in the archive; never a file time
 * @param standing what it is worth
 * @param bytes the space it takes, 0 or more; decides nothing
 * @param pin why a person has pinned it, or an empty text; absent when it is not pinned
 */
public record Candidate(
    String id, Instant startedAt, Standing standing, long bytes, Optional<String> pin) {

  /** What an archive is worth to retention. */
  public enum Standing {
    /**
     * Verified, with all its sources. Only these satisfy {@code keep-at-least} and anchor the
     * rules.
     */
    COMPLETE,
    /** Verified, but some source data is missing or changed while read. */
    INCOMPLETE,
    /** Of the former script: kept unless the caller includes such archives, and never counted. */
    LEGACY,
    /** Not provably an intact archive of this plan. Never counts, and is never removed. */
    DOUBTFUL
  }

  /**
   * An archive that is not pinned, of no size.
   *
   * @param id names the archive in the decision
   * @param startedAt the start of the run that made it
   * @param standing what it is worth
   */
  public Candidate(String id, Instant startedAt, Standing standing) {
    this(id, startedAt, standing, 0, Optional.empty());
  }

  /**
   * A complete archive that is not pinned, of no size.
   *
   * @param id names the archive in the decision
   * @param startedAt the start of the run that made it
   * @return a candidate that counts for every rule
   */
  public static Candidate complete(String id, Instant startedAt) {
    return new Candidate(id, startedAt, Standing.COMPLETE);
  }

  /**
   * The same archive, worth something else.
   *
   * @param other what it is worth
   * @return a copy
   */
  public Candidate withStanding(Standing other) {
    return new Candidate(id, startedAt, other, bytes, pin);
  }

  /**
   * The same archive, of another size.
   *
   * @param size the space it takes in bytes, 0 or more
   * @return a copy
   */
  public Candidate withBytes(long size) {
    return new Candidate(id, startedAt, standing, size, pin);
  }

  /**
   * The same archive, pinned: no rule removes it.
   *
   * @param note why, in a person's words; may be empty
   * @return a copy
   */
  public Candidate pinned(String note) {
    return new Candidate(id, startedAt, standing, bytes, Optional.of(note));
  }
}
