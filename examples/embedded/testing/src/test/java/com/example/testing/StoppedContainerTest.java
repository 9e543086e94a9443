package com.example.testing;

import static io.holdfast.testkit.BackupAssertions.assertThat;

import io.holdfast.core.engine.Container.State;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.HoldfastHost;
import io.holdfast.testkit.Host;
import io.holdfast.testkit.Operation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A database stands still while its volume is read, and no longer. */
@HoldfastHost
final class StoppedContainerTest {

  @Test
  void theDatabaseIsBackBeforeTheArchiveIsVerified(Host host) throws Exception {
    host.engine()
        .addVolume("shop_pg", FileTree.builder().file("base/1", "rows").build())
        .addContainer("db", State.RUNNING, "shop_pg");
    host.calls().slow(Operation.READ, Duration.ofMinutes(4), host.clock());
    host.calls()
        .before(Operation.READ, c -> assertThat(host.engine().state("db")).isEqualTo(State.STOPPED));
    host.calls()
        .before(
            Operation.VERIFY, c -> assertThat(host.engine().state("db")).isEqualTo(State.RUNNING));
    BackupPlan plan =
        host.plan("shop")
            .source(VolumeSource.of("shop_pg").quiescing(QuiesceMode.STOP))
            .build();

    assertThat(host.run(plan)).isComplete();

    assertThat(host.newest(plan)).contains("shop_pg/base/1").verifies();
    assertThat(host.events()).heardLine("containers db", "running again after 4 min");
  }
}
