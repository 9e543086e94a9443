package io.holdfast.archive.metrics;

import static io.holdfast.testkit.BackupAssertions.assertThat;
import static io.holdfast.testkit.BackupAssertions.assertThatThrownBy;

import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.run.BackupRunner;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.HoldfastHost;
import io.holdfast.testkit.Host;
import io.holdfast.testkit.Operation;
import io.holdfast.testkit.ReadFault;
import io.holdfast.testkit.RecordingListener;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@HoldfastHost
final class RunMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Host host;
  private final BackupPlan plan;
  private final RunMetrics metrics;

  RunMetricsTest(Host host) {
    this.host = host;
    plan = host.plan("shop").source(VolumeSource.of("pg")).source(VolumeSource.of("media")).build();
    metrics = new RunMetrics(registry, plan.name(), host.clock());
  }

  @BeforeEach
  void twoVolumes() {
    FileTree four = FileTree.builder().file("base/1", "rows").build();
    host.engine().addVolume("pg", four).addVolume("media", four);
    host.calls().slow(Operation.VERIFY, Duration.ofMinutes(3), host.clock());
  }

  private void run() throws InterruptedException {
    host.runner(plan).run(plan, metrics);
  }

  private Timer runs(String outcome) {
    return registry.get("holdfast.run").tags("plan", "shop", "outcome", outcome).timer();
  }

  private DistributionSummary bytes(String name) {
    return registry.get(name).tag("plan", "shop").summary();
  }

  private double age() {
    return registry
        .get("holdfast.archive.age")
        .tag("plan", "shop")
        .timeGauge()
        .value(TimeUnit.SECONDS);
  }

  @Test
  void allMetersAreThereBeforeTheFirstRun() {
    assertThat(runs("complete").count()).isZero();
    assertThat(runs("incomplete").count()).isZero();
    assertThat(runs("failed").count()).isZero();
    assertThat(age()).isNaN();
  }

  @Test
  void aCompleteRun() throws Exception {
    run();
    assertThat(runs("complete").count()).isOne();
    assertThat(runs("complete").totalTime(TimeUnit.SECONDS)).isEqualTo(180);
    assertThat(bytes("holdfast.archive.size").totalAmount())
        .isEqualTo((double) host.archives(plan).get(0).size());
    assertThat(bytes("holdfast.content.size").totalAmount()).isEqualTo(8);
    assertThat(age()).isEqualTo(180);
    host.clock().advance(Duration.ofDays(2));
    assertThat(age()).isEqualTo(2 * 86_400 + 180);
  }

  @Test
  void anIncompleteRunIsNotTheLastGoodOne() throws Exception {
    host.engine().breakReading("pg", new ReadFault.Unreadable("a: Permission denied"));
    run();
    assertThat(runs("incomplete").count()).isOne();
    assertThat(bytes("holdfast.archive.size").count()).isOne();
    assertThat(age()).isNaN();
  }

  @Test
  void aRunThatFailsAfterAGoodOne() throws Exception {
    run();
    host.engine().stop();
    host.clock().advance(Duration.ofHours(1));
    run();
    assertThat(runs("complete").count()).isOne();
    assertThat(runs("failed").count()).isOne();
    assertThat(bytes("holdfast.archive.size").count()).isOne();
    assertThat(age()).isEqualTo(3780);
  }

  @Test
  void aRunThatIsCancelledHasFailed() {
    host.calls().interruptAt(5);
    assertThatThrownBy(this::run).isInstanceOf(InterruptedException.class);
    assertThat(runs("failed").count()).isOne();
  }

  @Test
  void theAgeIsKnownFromWhatIsThere() {
    Instant now = host.clock().instant();
    host.catalog(plan)
        .addArchive(now.minusSeconds(500), Archive.State.COMPLETE)
        .addArchive(now.minusSeconds(900), Archive.State.COMPLETE)
        .addArchive(now.minusSeconds(100), Archive.State.INCOMPLETE);
    metrics.startFrom(host.archives(plan));
    assertThat(age()).isEqualTo(500);
  }

  /**
   * What stands between the marks stands on the package's page, which PackagePagesTest compares.
   */
  @Test
  void theExampleOfThePage() throws Exception {
    Catalog catalog = host.store(plan);
    BackupRunner runner = host.runner(plan);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Clock clock = host.clock();
    RecordingListener log = host.events();
    // page io.holdfast.archive.metrics
    RunMetrics metrics = new RunMetrics(registry, plan.name(), clock).startFrom(catalog.list());
    runner.run(plan, log.andThen(metrics));
    // end
    assertThat(registry.get("holdfast.run").tag("outcome", "complete").timer().count()).isOne();
  }
}
