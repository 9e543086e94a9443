package com.example.job;

import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.run.BackupResult;
import io.holdfast.core.run.BackupRunner;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What an operations service does every night: a backup, and one line about it to the team. */
public final class NightlyJob {
  private final BackupRunner runner;
  private final BackupPlan plan;
  private final Consumer<String> team;

  public NightlyJob(BackupRunner runner, BackupPlan plan, Consumer<String> team) {
    this.runner = runner;
    this.plan = plan;
    this.team = team;
  }

  /**
   * Runs the backup; cancelled by an interrupt.
   *
   * @return how it ended, whatever the team was told
   */
  public BackupResult run(BackupListener listener) throws InterruptedException {
    BackupResult result = runner.run(plan, listener);
    team.accept(message(result));
    return result;
  }

  private String message(BackupResult result) {
    if (result instanceof BackupResult.Published published) {
      Archive archive = published.archive();
      return archive.state() == Archive.State.COMPLETE
          ? "backup " + archive.name() + " is complete"
          : "backup " + archive.name() + " lacks " + lacking(archive);
    }
    if (result instanceof BackupResult.NotVerified damaged) {
      return "NO BACKUP of " + plan.name() + ": " + damaged.damage().defects().get(0);
    }
    BackupResult.Failed failed = (BackupResult.Failed) result;
    return "NO BACKUP of " + plan.name() + ": " + failed.cause().getMessage();
  }

  private static String lacking(Archive archive) {
    return archive.info().orElseThrow().sources().stream()
        .filter(source -> source.outcome() != SourceRecord.Outcome.SAVED)
        .map(SourceRecord::name)
        .collect(Collectors.joining(", "));
  }
}
