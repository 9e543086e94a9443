package io.holdfast.core.retention;

import java.time.Instant;
import java.util.Optional;

/**
 * An archive as retention sees it.
 *
 * @param id names the archive in the decision
 * @param startedAt the start of the run that made it, as recorded in the archive; never a file time
 * @param bytes the space it takes; decides nothing
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

  /** An archive that is not pinned, of no size. */
  public Candidate(String id, Instant startedAt, Standing standing) {
    this(id, startedAt, standing, 0, Optional.empty());
  }

  /** A complete archive that is not pinned, of no size. */
  public static Candidate complete(String id, Instant startedAt) {
    return new Candidate(id, startedAt, Standing.COMPLETE);
  }

  /** The same archive, worth something else. */
  public Candidate withStanding(Standing other) {
    return new Candidate(id, startedAt, other, bytes, pin);
  }

  /** The same archive, of that many bytes. */
  public Candidate withBytes(long size) {
    return new Candidate(id, startedAt, standing, size, pin);
  }

  /** The same archive, pinned; the note may be empty. */
  public Candidate pinned(String note) {
    return new Candidate(id, startedAt, standing, bytes, Optional.of(note));
  }
}
