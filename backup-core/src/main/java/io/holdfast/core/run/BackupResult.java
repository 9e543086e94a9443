package io.holdfast.core.run;

import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Reuse;
import io.holdfast.core.catalog.VerificationResult;
import java.time.Duration;
import java.util.List;

/** How a run ended. */
public sealed interface BackupResult {

  Duration took();

  /**
   * An archive was published and verified. Whether sources are missing from it is {@code
   * archive().state()}.
   *
   * @param reuse what was taken from an earlier archive
   * @param prune what retention did afterwards
   * @param notResumed containers that were stopped or paused and could not be brought back
   */
  record Published(
      Archive archive,
      VerificationResult.Verified verified,
      Reuse reuse,
      PruneResult prune,
      List<String> notResumed,
      Duration took)
      implements BackupResult {
    public Published {
      notResumed = List.copyOf(notResumed);
    }
  }

  /** The archive that was written did not verify; it was not published. */
  record NotVerified(VerificationResult.Damaged damage, Duration took) implements BackupResult {}

  /** Nothing was published, and nothing that was saved before was touched. */
  record Failed(BackupException cause, Duration took) implements BackupResult {}
}
