package io.holdfast.core.retention;

import java.time.Instant;

/**
 * An archive as retention sees it.
 *
 * @param id names the archive in the decision
 * @param startedAt the start of the run that made it, as recorded in the archive; never a file time
 */
public record Candidate(String id, Instant startedAt, Standing standing) {

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
}
