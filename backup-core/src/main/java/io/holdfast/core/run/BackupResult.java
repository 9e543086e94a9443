package io.holdfast.core.run;

import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Reuse;
import io.holdfast.core.catalog.VerificationResult;
import java.time.Duration;
import java.util.List;

/** How a run ended. */
public sealed interface BackupResult {

  /** {@return the time from taking the lock until the end} */
  Duration took();

  /**
   * An archive was published and verified. Whether sources are missing from it is {@code
   * archive().state()}.
   *
   * @param archive as the catalog now lists it
   * @param verified what its verification read
   * @param reuse what was taken from an earlier archive
   * @param prune what retention did afterwards
   * @param notResumed containers that were stopped or paused and could not be brought back
   * @param took the time from taking the lock until the end
   */
  record Published(
      Archive archive,
      VerificationResult.Verified verified,
      Reuse reuse,
      PruneResult prune,
      List<String> notResumed,
      Duration took)
      implements BackupResult {
    /**
     * A good end, with a copy of the names.
     *
     * @param notResumed containers that were stopped or paused and could not be brought back
     * @param archive as the catalog now lists it
     * @param verified what its verification read
     * @param reuse what was taken from an earlier archive
     * @param prune what retention did afterwards
     * @param took the time from taking the lock until the end
     */
    public Published {
      notResumed = List.copyOf(notResumed);
    }
  }

  /**
   * The archive that was written did not verify; it was not published.
   *
   * @param damage what is wrong with what was written; look at the destination's disk
   * @param took the time from taking the lock until the end
   */
  record NotVerified(VerificationResult.Damaged damage, Duration took) implements BackupResult {}

  /**
   * Nothing was published, and nothing that was saved before was touched.
   *
   * @param cause its type says what was in the way, its message what to do
   * @param took the time from taking the lock until the end
   */
  record Failed(BackupException cause, Duration took) implements BackupResult {}
}
