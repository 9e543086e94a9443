package io.holdfast.core.run;

import io.holdfast.core.BackupException;
import io.holdfast.core.plan.BackupPlan;

/** Finds out what a run would do, and changes nothing. */
public final class PlanInspector {
  // same collaborators as BackupRunner
  public PlanReport inspect(BackupPlan plan) throws BackupException, InterruptedException {
    throw new IllegalStateException("being written");
  }
}
