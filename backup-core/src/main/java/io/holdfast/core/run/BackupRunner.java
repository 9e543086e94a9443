package io.holdfast.core.run;

import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.plan.BackupPlan;

/**
 * The main job: lock, clear leftovers, resolve, preflight, capture, verify, publish, prune. Keeps
 * no state between runs; any number of instances may run in one JVM. A run is cancelled by
 * interrupting its thread.
 */
public final class BackupRunner {
  private final Catalog catalog;
  private final ContainerEngine engine;
  private final DirectoryProbe directories;
  private final RunEnvironment environment;

  /**
   * @param engine asked only when the plan has a volume; not closed
   */
  public BackupRunner(
      Catalog catalog,
      ContainerEngine engine,
      DirectoryProbe directories,
      RunEnvironment environment) {
    this.catalog = catalog;
    this.engine = engine;
    this.directories = directories;
    this.environment = environment;
  }

  /**
   * Runs a plan.
   *
   * @throws InterruptedException when the thread was interrupted; nothing was published then,
   *     unless the archive already had its name
   */
  public BackupResult run(BackupPlan plan, BackupListener listener) throws InterruptedException {
    throw new IllegalStateException("being written");
  }
}
