package com.example.metrics;

import static io.holdfast.testkit.BackupAssertions.assertThat;

import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.archive.metrics.RunMetrics;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.HoldfastHost;
import io.holdfast.testkit.Host;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An alarm on the age of the last good archive, with real archives. */
@HoldfastHost(realFiles = true)
final class RunMetricsTest {

  @Test
  void theAgeOfTheLastGoodArchiveIsAMeter(Host host) throws Exception {
    host.storeWith(DirectoryCatalog::of)
        .write("srv/logs", FileTree.builder().file("app.log", "started").build());
    BackupPlan plan =
        host.plan("shop").source(DirectorySource.of("logs", host.path("srv/logs"))).build();
    MeterRegistry registry = new SimpleMeterRegistry();
    RunMetrics metrics =
        new RunMetrics(registry, plan.name(), host.clock()).startFrom(host.archives(plan));

    assertThat(host.runner(plan).run(plan, metrics)).isComplete();
    host.clock().advance(Duration.ofHours(30));

    assertThat(registry.get("holdfast.run").tag("outcome", "complete").timer().count()).isOne();
    assertThat(registry.get("holdfast.archive.age").timeGauge().value(TimeUnit.HOURS))
        .isEqualTo(30);
  }
}
