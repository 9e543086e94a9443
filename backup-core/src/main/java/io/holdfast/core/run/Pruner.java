package io.holdfast.core.run;

import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.event.EventReporter;
import io.holdfast.core.plan.BackupPlan;
import java.time.Clock;
import java.util.Optional;

/**
 * Applies retention to a catalog. Deletes only what it can prove to be its own, and nothing before
 * {@code keep-at-least} of the archives that stay have been verified in full. Keeps no state
 * between calls.
 */
public final class Pruner {
  private final Catalog catalog;
  private final Clock clock;

  /**
   * Brings the parts together.
   *
   * @param catalog whose archives are judged
   * @param clock tells which archives claim to be from the future, and dates events
   */
  public Pruner(Catalog catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  /**
   * Takes the lock, decides, and deletes; a dry run takes no lock, reads no archive in full and
   * deletes nothing.
   *
   * @param plan whose retention decides; the catalog must be its own
   * @param includeLegacy whether archives of the former script may be deleted too
   * @param dryRun whether to decide only
   * @param listener hears what happens, on this thread
   * @return what was decided, and what became of it
   * @throws BackupException when the lock is held by another run, or the destination cannot be
   *     listed; nothing was deleted then
   * @throws InterruptedException when the thread was interrupted
   */
  @SuppressWarnings("try") // the lock is held, not used
  public PruneResult prune(
      BackupPlan plan, boolean includeLegacy, boolean dryRun, BackupListener listener)
      throws BackupException, InterruptedException {
    EventReporter events = new EventReporter(listener, clock);
    Pruning pruning = new Pruning(catalog, plan, events, Optional.empty());
    if (dryRun) {
      return pruning.tryOut(includeLegacy);
    }
    PruneResult result;
    Catalog.Lock lock = catalog.lock();
    try (HeldLock held = new HeldLock(lock, events)) {
      result = pruning.apply(includeLegacy);
    }
    if (result instanceof PruneResult.Refused refused) {
      events.warn("nothing was pruned: " + refused.reason());
    }
    return result;
  }
}
