package io.holdfast.core.run;

import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.plan.BackupPlan;
import java.time.Clock;

/**
 * Applies retention to a catalog. Deletes only what it can prove to be its own, and nothing before
 * {@code keep-at-least} of the archives that stay have been verified in full.
 */
public final class Pruner {
  private final Catalog catalog;
  private final Clock clock;

  public Pruner(Catalog catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  /** Takes the lock, decides, and deletes; a dry run takes no lock and deletes nothing. */
  public PruneResult prune(
      BackupPlan plan, boolean includeLegacy, boolean dryRun, BackupListener listener)
      throws BackupException, InterruptedException {
    throw new IllegalStateException("being written");
  }
}
