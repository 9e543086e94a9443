package io.holdfast.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Origin;
import io.holdfast.core.catalog.SourceRecord.Outcome;
import io.holdfast.core.retention.Candidate;
import io.holdfast.core.retention.Decision;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class EventTextTest {
  private static final Instant AT = Instant.parse("2025-10-24T10:25:03Z");

  private static final SourceRecord POSTGRES =
      new SourceRecord(
          "voxpersona_postgres_data",
          new Origin.Volume("local", Map.of(), Map.of(), "direct"),
          Outcome.SAVED,
          "",
          1284,
          215_300_000,
          0,
          List.of(),
          Optional.of("00"));

  @Test
  void sourceHasItsSizeItsEntriesAndItsTime() {
    assertThat(lines(new BackupEvent.SourceFinished(AT, POSTGRES, Duration.ofMillis(2100))))
        .containsExactly(
            "source voxpersona_postgres_data (volume, direct): 215.3 MB, 1284 entries in 2.1 s");
  }

  @Test
  void sourceThatIsNotSavedSaysWhatBecameOfIt() {
    SourceRecord tooLarge =
        SourceRecord.absent("cache", new Origin.Directory("/c"), Outcome.TOO_LARGE, "12 GB");
    SourceRecord missing =
        SourceRecord.absent(
            "pg", new Origin.Volume("", Map.of(), Map.of(), ""), Outcome.MISSING, "gone");
    assertThat(lines(new BackupEvent.SourceFinished(AT, tooLarge, Duration.ZERO)))
        .containsExactly("source cache (directory): not saved, too large");
    assertThat(lines(new BackupEvent.SourceFinished(AT, missing, Duration.ZERO)))
        .containsExactly("source pg (volume): not saved, missing");
  }

  @Test
  void verificationSaysWhereItReadFrom() {
    assertThat(
            lines(
                new BackupEvent.Verified(
                    AT, "a.tar.gz", 2, 12, "the disk", Duration.ofMillis(600))))
        .containsExactly("verified a.tar.gz: 2 entries, 12 B from the disk in 0.6 s");
    assertThat(lines(new BackupEvent.Verified(AT, "a.tar.gz", 1, 12, "", Duration.ofSeconds(1))))
        .containsExactly("verified a.tar.gz: 1 entry, 12 B in 1.0 s");
  }

  @Test
  void warningsAndErrorsSaySo() {
    assertThat(lines(new BackupEvent.Warning(AT, "disk is old")))
        .containsExactly("warning: disk is old");
    assertThat(lines(new BackupEvent.RunFinished(AT, "no space", false, Duration.ofSeconds(3))))
        .containsExactly("error: no space", "ended after 3.0 s");
    assertThat(lines(new BackupEvent.RunFinished(AT, "complete", true, Duration.ofSeconds(31))))
        .containsExactly("finished in 31 s: complete");
  }

  @Test
  void namesCannotForgeLinesOrMoveTheCursor() {
    assertThat(lines(new BackupEvent.Warning(AT, "file a\n[2025] finished: complete\u001b[2J")))
        .containsExactly("warning: file a\\x0a[2025] finished: complete\\x1b[2J");
    assertThat(lines(new BackupEvent.Quiesced(AT, List.of("a\rb", "c"), "paused")))
        .containsExactly("containers a\\x0db, c: paused");
  }

  @Test
  void retentionIsCounted() {
    List<Decision> decisions =
        List.of(
            new Decision(new Candidate("a", AT, Candidate.Standing.COMPLETE), List.of("last")),
            new Decision(new Candidate("b", AT, Candidate.Standing.COMPLETE), List.of()));
    assertThat(lines(new BackupEvent.RetentionEvaluated(AT, decisions, false)))
        .containsExactly("retention: 1 kept, 1 to remove");
    assertThat(lines(new BackupEvent.RetentionEvaluated(AT, decisions, true)))
        .containsExactly("retention: 1 kept, 1 would be removed");
  }

  @Test
  void progressIsNotForLogs() {
    assertThat(lines(new BackupEvent.Progressed(AT, 1))).isEmpty();
    assertThat(
            lines(new BackupEvent.SourceStarted(AT, "a", "directory", OptionalLong.empty(), 1, 2)))
        .isEmpty();
    assertThat(lines(new BackupEvent.VerificationStarted(AT, "a", OptionalLong.empty()))).isEmpty();
  }

  @Test
  void startNamesPlanAndDestination() {
    assertThat(lines(new BackupEvent.RunStarted(AT, "p", Path.of("/backups"))))
        .containsExactly("run of p started, destination /backups");
  }

  @Test
  void manySmallStepsBecomeFewEventsAndNoneIsLost() {
    List<Long> told = new ArrayList<>();
    BackupListener listener = event -> told.add(((BackupEvent.Progressed) event).bytes());
    EventReporter reporter = new EventReporter(listener, Clock.fixed(AT, ZoneOffset.UTC));
    try (ProgressEvents progress = new ProgressEvents(reporter)) {
      for (int i = 0; i < 10_000; i++) {
        progress.advanced(1000);
      }
    }
    assertThat(told).hasSize(3);
    assertThat(told.stream().mapToLong(Long::longValue).sum()).isEqualTo(10_000_000);
  }

  private static List<String> lines(BackupEvent event) {
    return EventText.lines(event);
  }
}
