package io.holdfast.testkit;

import static io.holdfast.testkit.BackupAssertions.assertThat;
import static io.holdfast.testkit.BackupAssertions.assertThatThrownBy;

import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.SourceRecord.Outcome;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be made to go wrong with the catalog and with directories. */
@HoldfastHost
final class FaultsTest {
  private final BackupPlan plan;

  FaultsTest(Host host) {
    plan =
        host.plan("shop")
            .source(DirectorySource.of("logs", host.path("srv/logs")))
            .source(DirectorySource.of("data", host.path("srv/data")))
            .build();
  }

  @BeforeEach
  void twoDirectories(Host host) {
    host.write("srv/logs", FileTree.builder().file("app.log", "started").build());
    host.write("srv/data", FileTree.builder().file("a", new byte[5000], 0644).build());
  }

  @Test
  void aDiskFillsBetweenSources(Host host) throws Exception {
    host.catalog(plan).fillAfter(5006);
    assertThat(host.run(plan))
        .failedWith(DestinationException.class, "No space left on device", "partial");
    assertThat(host.archives(plan)).isEmpty();
    host.catalog(plan).fillAfter(5007);
    assertThat(host.run(plan)).isComplete();
  }

  @Test
  void readingADirectoryFailsInTheMiddle(Host host) throws Exception {
    host.catalog(plan).breakReading("data", new ReadFault.FailAfter(2000));
    assertThat(host.run(plan)).isIncomplete().saved("logs").have(Outcome.FAILED, "data");
    assertThat(host.newest(plan)).hasSources("logs");
  }

  @Test
  void readingADirectoryEndsTooEarly(Host host) throws Exception {
    host.catalog(plan).breakReading("data", new ReadFault.EndAfter(2000));
    assertThat(host.run(plan)).isIncomplete().have(Outcome.FAILED, "data");
  }

  @Test
  void aDirectoryIsReadAndFoundBadAtItsEnd(Host host) throws Exception {
    host.catalog(plan).breakReading("data", new ReadFault.BadVerdict("the disk lied"));
    assertThat(host.run(plan)).isIncomplete().have(Outcome.FAILED, "data");
    assertThat(host.events()).heardWarning("the disk lied");
  }

  @Test
  void somethingInADirectoryIsUnreadable(Host host) throws Exception {
    host.catalog(plan).breakReading("data", new ReadFault.Unreadable("a: Permission denied"));
    assertThat(host.run(plan)).isIncomplete().have(Outcome.SAVED_WITH_ISSUES, "data");
    assertThat(host.events()).heardWarning("a: Permission denied");
  }

  @Test
  void readingADirectoryTakesTimeByTheClock(Host host) throws Exception {
    host.catalog(plan).breakReading("data", new ReadFault.Slow(100, host.clock()));
    host.run(plan);
    Instant start = Instant.parse(Host.BEGINNING);
    assertThat(Duration.between(start, host.clock().instant()))
        .isGreaterThan(Duration.ofSeconds(50));
    assertThatThrownBy(() -> new ReadFault.Slow(0, host.clock()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oneCallOfSeveralFails(Host host) throws Exception {
    host.calls().failOnce(Operation.APPEND, 2, new SourceException("gone"));
    assertThat(host.run(plan)).saved("logs").have(Outcome.FAILED, "data");
    assertThat(host.run(plan)).isComplete();
    assertThatThrownBy(
            () -> host.calls().failOnce(Operation.APPEND, 0, new SourceException("gone")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
