package io.holdfast.core.run;

import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.VerificationResult;
import java.time.Duration;

/** How a run ended. */
public sealed interface BackupResult {

  Duration took();

  /**
   * An archive was published and verified. Whether sources are missing from it is {@code
   * archive().state()}.
   *
   * @param prune what retention did afterwards
   */
  record Published(
      Archive archive, VerificationResult.Verified verified, PruneResult prune, Duration took)
      implements BackupResult {}

  /** The archive that was written did not verify; it was not published. */
  record NotVerified(VerificationResult.Damaged damage, Duration took) implements BackupResult {}

  /** Nothing was published, and nothing that was saved before was touched. */
  record Failed(BackupException cause, Duration took) implements BackupResult {}
}
