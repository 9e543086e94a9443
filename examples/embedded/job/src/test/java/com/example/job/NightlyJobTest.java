package com.example.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.run.BackupResult;
import io.holdfast.core.run.BackupRunner;
import io.holdfast.core.run.RunEnvironment;
import io.holdfast.testkit.FakeContainerEngine;
import io.holdfast.testkit.FakeDirectories;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.InMemoryCatalog;
import io.holdfast.testkit.MutableClock;
import io.holdfast.testkit.RecordingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Tests the job against Holdfast's doubles: no files, no engine, no waiting. */
final class NightlyJobTest {
  private static final FileTree CONTENT = FileTree.builder().file("PG_VERSION", "15\n").build();

  private final BackupPlan plan =
      BackupPlan.named("shop", Path.of("/backups"))
          .source(VolumeSource.of("shop_pg"))
          .source(VolumeSource.of("shop_media"))
          .build();
  private final FakeContainerEngine engine =
      new FakeContainerEngine().addVolume("shop_pg", CONTENT).addVolume("shop_media", CONTENT);
  private final InMemoryCatalog catalog = InMemoryCatalog.of(plan);
  private final RecordingListener listener = new RecordingListener();
  private final List<String> told = new ArrayList<>();

  private BackupResult run() throws InterruptedException {
    RunEnvironment environment =
        new RunEnvironment(MutableClock.at("2025-10-24T02:00:00Z"), "host", "1");
    BackupRunner runner = new BackupRunner(catalog, engine, new FakeDirectories(), environment);
    return new NightlyJob(runner, plan, told::add).run(listener);
  }

  @Test
  void tellsOfACompleteBackup() throws InterruptedException {
    run();
    assertEquals(List.of("backup shop_backup_20251024_020000.tar.gz is complete"), told);
    assertEquals(CONTENT.listing(), catalog.tree(catalog.latest(), "shop_pg").listing());
  }

  @Test
  void tellsWhatABackupLacks() throws InterruptedException {
    engine.removeVolume("shop_media");
    run();
    assertEquals(List.of("backup shop_backup_20251024_020000.tar.gz lacks shop_media"), told);
  }

  @Test
  void tellsThatThereIsNoBackupWhenTheEngineIsDown() throws InterruptedException {
    engine.stop();
    assertInstanceOf(BackupResult.Failed.class, run());
    assertEquals(List.of("NO BACKUP of shop: no engine answers at fake:, is it running?"), told);
    assertEquals(List.of(), catalog.archives());
  }

  @Test
  void tellsThatThereIsNoBackupWhenTheDiskLies() throws InterruptedException {
    catalog.damageDrafts("shop_pg/PG_VERSION", "has other content than was saved");
    run();
    assertEquals(
        List.of("NO BACKUP of shop: shop_pg/PG_VERSION: has other content than was saved"), told);
  }

  @Test
  void anInterruptCancelsTheRun() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, this::run);
    assertEquals(List.of(), catalog.archives());
    assertEquals(1, listener.events(BackupEvent.RunFinished.class).size());
    catalog.assertNothingLeft();
  }

  @Test
  void twoJobsRunSideBySide() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<String> job =
          () -> {
            NightlyJobTest other = new NightlyJobTest();
            other.run();
            return other.told.get(0);
          };
      for (Future<String> told : threads.invokeAll(List.of(job, job))) {
        assertEquals("backup shop_backup_20251024_020000.tar.gz is complete", told.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
