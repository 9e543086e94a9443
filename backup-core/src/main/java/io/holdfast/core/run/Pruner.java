package io.holdfast.core.run;

import io.holdfast.core.BackupException;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.plan.BackupPlan;

/**
 * Applies retention to a catalog. Deletes only what it can prove to be its own, and nothing before {@code
 * keep-at-least} of the archives that stay have been verified in full.
 */
public final class Pruner {
  /** Takes the lock, decides, and deletes unless it is a dry run. */
  public PruneResult prune(
      BackupPlan plan, boolean includeLegacy, boolean dryRun, BackupListener listener)
      throws BackupException, InterruptedException {
    throw new IllegalStateException("being written");
  }
}
