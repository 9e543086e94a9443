package io.holdfast.core.run;

import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.plan.BackupPlan;

/** Finds out what a run would do, and changes nothing. */
public final class PlanInspector {
  private final Catalog catalog;
  private final ContainerEngine engine;
  private final DirectoryProbe directories;

  /**
   * @param engine asked only when the plan has a volume; not closed
   */
  public PlanInspector(Catalog catalog, ContainerEngine engine, DirectoryProbe directories) {
    this.catalog = catalog;
    this.engine = engine;
    this.directories = directories;
  }

  public PlanReport inspect(BackupPlan plan) throws BackupException, InterruptedException {
    throw new IllegalStateException("being written");
  }
}
