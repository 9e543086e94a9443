package io.holdfast.testkit;

import static io.holdfast.testkit.BackupAssertions.assertThat;
import static io.holdfast.testkit.BackupAssertions.assertThatThrownBy;

import io.holdfast.core.DestinationException;
import io.holdfast.core.engine.Container;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.VolumeSource;
import java.io.ByteArrayOutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@code @HoldfastHost} gives to tests; the checks at their end are {@link HostTest}'s. */
@HoldfastHost
final class HoldfastHostTest {
  private static final Set<Host> SEEN = new HashSet<>();
  private final Host host;

  HoldfastHostTest(Host host) {
    this.host = host;
  }

  @BeforeEach
  void setUp(Host given) {
    given.write("srv/logs", FileTree.builder().file("app.log", "started").build());
    given.engine().addVolume("pg", FileTree.builder().file("base/1", "rows").build());
  }

  @Test
  void constructorSetUpAndTestShareOne(Host given) {
    assertThat(given).isSameAs(host);
    assertThat(Files.exists(given.path("srv/logs/app.log"))).isTrue();
    assertThat(SEEN.add(given)).isTrue();
  }

  @Test
  void everyTestHasItsOwn(Host given) {
    assertThat(given).isSameAs(host);
    assertThat(SEEN.add(given)).isTrue();
  }

  @Test
  void runsAPlanAndShowsItsArchive(Host given) throws Exception {
    BackupPlan plan = shop(given);
    assertThat(given.run(plan)).isPublished().isComplete().saved("logs", "pg");
    assertThat(given.newest(plan))
        .hasSources("logs", "pg")
        .contains("logs/app.log", "pg/base/1", "pg")
        .doesNotContain("pg/base/2")
        .hasText("pg/base/1", "rows")
        .isComplete()
        .verifies();
    assertThat(given.archives(plan)).hasSize(1);
    assertThat(given.events()).heardLine("finished", "complete");
    assertThat(given.calls().count(Operation.OPEN)).isZero();
  }

  @Test
  void theClockMovesOnlyWhereItIsTold(Host given) throws Exception {
    BackupPlan plan = shop(given);
    given.calls().slow(Operation.QUIESCE, Duration.ofHours(1), given.clock());
    given.calls().slow(Operation.VERIFY, Duration.ofMinutes(20), given.clock());
    given.engine().breakReading("pg", new ReadFault.Slow(1024, given.clock()));
    given.run(plan);
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    given.engine().tree("pg").writeTar(tar);
    assertThat(given.clock().instant())
        .isBetween(
            Instant.parse(Host.BEGINNING).plusSeconds(20 * 60 + tar.size() / 1024 - 1),
            Instant.parse(Host.BEGINNING).plusSeconds(20 * 60 + tar.size() / 1024));
  }

  @Test
  @HoldfastHost(realFiles = true)
  void hasRealFilesIfTheTestSaysSo(Host given) throws Exception {
    assertThat(given.path("srv").getFileSystem()).isEqualTo(FileSystems.getDefault());
    BackupPlan plan = shop(given);
    given.storeWith((p, clock) -> InMemoryCatalog.of(p));
    given.calls().failOnce(Operation.APPEND, 2, new DestinationException("disk gone"));
    assertThat(given.run(plan)).failedWith(DestinationException.class, "disk gone");
    assertThat(given.run(plan)).isComplete();
    assertThat(given.newest(plan)).contains("logs/app.log").verifies();
    assertThatThrownBy(() -> given.catalog(plan)).isInstanceOf(IllegalStateException.class);
  }

  /** Of a class inside, with what the outer one says. */
  @Nested
  final class Inside {
    @Test
    void sharesTheHostOfTheOuterInstance(Host given) {
      given.engine().addContainer("web", Container.State.RUNNING, "pg");
      assertThat(given).isSameAs(host);
      assertThat(given.path("srv").getFileSystem()).isNotEqualTo(FileSystems.getDefault());
    }
  }

  private static BackupPlan shop(Host host) {
    Path logs = host.path("srv/logs");
    return host.plan("shop")
        .source(DirectorySource.of("logs", logs))
        .source(VolumeSource.of("pg"))
        .build();
  }
}
