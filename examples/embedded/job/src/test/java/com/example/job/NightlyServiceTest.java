package com.example.job;

import static io.holdfast.testkit.BackupAssertions.assertThat;
import static io.holdfast.testkit.BackupAssertions.assertThatThrownBy;

import io.holdfast.core.engine.Container.State;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.HoldfastHost;
import io.holdfast.testkit.Host;
import io.holdfast.testkit.Operation;
import io.holdfast.testkit.ReadFault;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service runs, shows where it is, and is ended by an interrupt that leaves nothing behind. */
@HoldfastHost
final class NightlyServiceTest {
  private static final long PATIENCE = 30;

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final BlockingQueue<String> results = new LinkedBlockingQueue<>();
  private final CountDownLatch reading = new CountDownLatch(1);
  private final Host host;
  private final BackupPlan plan;
  private final NightlyService service;

  NightlyServiceTest(Host host) {
    this.host = host;
    plan =
        host.plan("shop").source(VolumeSource.of("shop_pg").quiescing(QuiesceMode.STOP)).build();
    service =
        new NightlyService(executor, host.runner(plan), plan, results::add, host.events());
  }

  @BeforeEach
  void aDatabase() {
    host.engine()
        .addVolume("shop_pg", FileTree.builder().file("base/1", "rows").build())
        .addContainer("db", State.RUNNING, "shop_pg");
    host.calls().before(Operation.APPEND, call -> reading.countDown());
  }

  @AfterEach
  void end() throws InterruptedException {
    executor.shutdownNow();
    assertThat(executor.awaitTermination(PATIENCE, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void runsAgainAndAgain() throws Exception {
    service.start(Duration.ZERO, Duration.ofSeconds(1));
    assertThat(results.poll(PATIENCE, TimeUnit.SECONDS))
        .isEqualTo(
            "{\"plan\":\"shop\",\"result\":\"published\","
                + "\"archive\":\"shop_backup_20251024_020000.tar.gz\",\"size\":1004,"
                + "\"sources\":[{\"name\":\"shop_pg\",\"outcome\":\"SAVED\",\"bytes\":4}],"
                + "\"took\":0.0}");
    assertThat(results.poll(PATIENCE, TimeUnit.SECONDS)).contains("_020000_2.tar.gz");
  }

  @Test
  void aScheduleOutlivesARunThatFails() throws Exception {
    host.engine().stop();
    service.start(Duration.ZERO, Duration.ofSeconds(1));
    assertThat(results.poll(PATIENCE, TimeUnit.SECONDS)).contains("failed", "no engine answers");
    host.engine().start();
    assertThat(results.poll(PATIENCE, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void aRunIsCancelledInTheMiddle() throws Exception {
    host.engine().breakReading("shop_pg", new ReadFault.StallAfter(512, new CountDownLatch(1)));
    Future<?> run = service.runNow();
    assertThat(reading.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
    assertThat(service.progress()).startsWith("source 1 of 1, shop_pg");
    assertThat(host.engine().state("db")).isEqualTo(State.STOPPED);

    run.cancel(true);

    assertThatThrownBy(run::get).isInstanceOf(CancellationException.class);
    end();
    assertThat(host.engine().state("db")).isEqualTo(State.RUNNING);
    assertThat(host.archives(plan)).isEmpty();
    assertThat(service.progress()).isEqualTo("stopped, nothing published");
  }

  @Test
  void aShutdownEndsTheRunToo() throws Exception {
    host.engine().breakReading("shop_pg", new ReadFault.StallAfter(512, new CountDownLatch(1)));
    service.start(Duration.ZERO, Duration.ofDays(1));
    assertThat(reading.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
    end();
    assertThat(host.engine().state("db")).isEqualTo(State.RUNNING);
    assertThat(results).isEmpty();
  }
}
