package com.example.job;

import static io.holdfast.testkit.BackupAssertions.assertThat;
import static io.holdfast.testkit.BackupAssertions.assertThatThrownBy;

import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.run.BackupResult;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.HoldfastHost;
import io.holdfast.testkit.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Tests the job on a host that is made up: no files, no engine, no waiting. */
@HoldfastHost
final class NightlyJobTest {
  private static final FileTree CONTENT = FileTree.builder().file("PG_VERSION", "15\n").build();

  private final List<String> told = new ArrayList<>();
  private final Host host;
  private final BackupPlan plan;

  NightlyJobTest(Host host) {
    this.host = host;
    host.engine().addVolume("shop_pg", CONTENT).addVolume("shop_media", CONTENT);
    plan =
        host.plan("shop")
            .source(VolumeSource.of("shop_pg"))
            .source(VolumeSource.of("shop_media"))
            .build();
  }

  private BackupResult run() throws InterruptedException {
    return new NightlyJob(host.runner(plan), plan, told::add).run(host.events());
  }

  @Test
  void tellsOfACompleteBackup() throws Exception {
    run();
    assertThat(told).containsExactly("backup shop_backup_20251024_020000.tar.gz is complete");
    assertThat(host.newest(plan)).hasText("shop_pg/PG_VERSION", "15\n").verifies();
  }

  @Test
  void tellsWhatABackupLacks() throws Exception {
    host.engine().removeVolume("shop_media");
    assertThat(run()).isIncomplete().misses("shop_media");
    assertThat(told)
        .containsExactly("backup shop_backup_20251024_020000.tar.gz lacks shop_media");
  }

  @Test
  void tellsThatThereIsNoBackupWhenTheEngineIsDown() throws Exception {
    host.engine().stop();
    run();
    assertThat(told)
        .containsExactly("NO BACKUP of shop: no engine answers at fake:, is it running?");
    assertThat(host.archives(plan)).isEmpty();
  }

  @Test
  void tellsThatThereIsNoBackupWhenTheDiskLies() throws Exception {
    host.catalog(plan).damageDrafts("shop_pg/PG_VERSION", "has other content than was saved");
    assertThat(run()).isNotVerified();
    assertThat(told)
        .containsExactly(
            "NO BACKUP of shop: shop_pg/PG_VERSION: has other content than was saved");
  }

  @Test
  void anInterruptCancelsTheRun() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(this::run).isInstanceOf(InterruptedException.class);
    assertThat(host.archives(plan)).isEmpty();
    assertThat(host.events()).heard(BackupEvent.RunFinished.class);
  }

  @Test
  void twoJobsRunSideBySide(Host here) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Host there = Host.inMemory()) {
      List<Callable<String>> jobs = List.of(job(here), job(there));
      for (Future<String> heard : threads.invokeAll(jobs)) {
        assertThat(heard.get()).isEqualTo("backup shop_backup_20251024_020000.tar.gz is complete");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<String> job(Host host) {
    return () -> {
      NightlyJobTest other = new NightlyJobTest(host);
      other.run();
      return other.told.get(0);
    };
  }
}
