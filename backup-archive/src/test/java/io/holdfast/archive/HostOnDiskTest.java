package io.holdfast.archive;

import static io.holdfast.testkit.BackupAssertions.assertThat;

import io.holdfast.core.DestinationException;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.HoldfastHost;
import io.holdfast.testkit.Host;
import io.holdfast.testkit.Operation;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The testkit's host with real archives: nothing is left of a run, wherever it fails. */
@HoldfastHost(realFiles = true)
final class HostOnDiskTest {
  private final BackupPlan plan;

  HostOnDiskTest(Host host) {
    host.storeWith(DirectoryCatalog::of)
        .write("srv/logs", FileTree.builder().file("app.log", "started").build());
    host.engine().addVolume("pg", FileTree.builder().file("base/1", "rows").build());
    plan =
        host.plan("shop")
            .source(DirectorySource.of("logs", host.path("srv/logs")))
            .source(VolumeSource.of("pg"))
            .build();
  }

  @Test
  void archivesAreFilesThatVerify(Host host) throws Exception {
    assertThat(host.run(plan)).isComplete();
    assertThat(host.newest(plan))
        .hasSources("logs", "pg")
        .contains("logs/app.log", "pg/base/1")
        .hasText("pg/base/1", "rows")
        .verifies();
    assertThat(Files.exists(host.archives(plan).get(0).file())).isTrue();
  }

  @Test
  void everyCallMayFail(Host host) throws Exception {
    for (Operation operation :
        EnumSet.of(
            Operation.LOCK,
            Operation.BEGIN,
            Operation.APPEND,
            Operation.FINISH,
            Operation.VERIFY,
            Operation.PUBLISH)) {
      host.calls().failOnce(operation, 1, new DestinationException("made to fail"));
      assertThat(host.run(plan)).as("%s", operation).failedWith(DestinationException.class);
      try (Stream<?> files = Files.list(host.path("backups"))) {
        assertThat(files.map(Object::toString).filter(name -> !name.endsWith(".lock"))).isEmpty();
      }
    }
    assertThat(host.run(plan)).isComplete();
  }
}
