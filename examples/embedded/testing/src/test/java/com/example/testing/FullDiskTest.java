package com.example.testing;

import static io.holdfast.testkit.BackupAssertions.assertThat;

import io.holdfast.core.DestinationException;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.HoldfastHost;
import io.holdfast.testkit.Host;
import io.holdfast.testkit.Operation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A disk that fills costs the new archive, never one that is there. */
@HoldfastHost
final class FullDiskTest {
  private final BackupPlan plan;

  FullDiskTest(Host host) {
    host.write("srv/auth_data", FileTree.builder().file("users.json", "[]").build());
    plan =
        host.plan("shop")
            .source(DirectorySource.of("auth_data", host.path("srv/auth_data")))
            .build();
  }

  @Test
  void aDiskThatFillsInTheMiddle(Host host) throws Exception {
    assertThat(host.run(plan)).isComplete();
    host.clock().advance(Duration.ofDays(1));
    host.catalog(plan).fillAfter(1);

    assertThat(host.run(plan))
        .failedWith(DestinationException.class, "No space left on device");

    assertThat(host.archives(plan)).hasSize(1);
    assertThat(host.newest(plan)).contains("auth_data/users.json").verifies();
  }

  @Test
  void aDiskThatIsKnownToBeTooFullIsNotWrittenTo(Host host) throws Exception {
    host.catalog(plan).showFreeSpace(1000);

    assertThat(host.run(plan)).failedWith(DestinationException.class, "free");

    assertThat(host.calls().count(Operation.BEGIN)).isZero();
  }
}
