package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.testkit.MutableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clocks that are set wrong, and nights in which they are set, with real archives. */
final class ClockTest {
  @TempDir private Path folder;

  private void plan(String retention) throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("app/data")).resolve("a"), "hello\n");
    Files.writeString(
        folder.resolve("holdfast.yaml"),
        "name: clock\nbase-dir: app\ndestination: backups\ndirectories: [data]\n"
            + ("timezone: Europe/Berlin\nretention: " + retention + "\n"));
  }

  private CommandLineRun holdfast(String at, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-c", folder.resolve("holdfast.yaml").toString()));
    return CommandLineRun.of(
        new DelegatingCollaborators() {
          @Override
          public Clock clock() {
            return MutableClock.at(at);
          }
        },
        all.toArray(String[]::new));
  }

  /** The names of all archives, newest first. */
  private List<String> archives(String at) {
    List<String> names = new ArrayList<>();
    for (JsonNode archive : holdfast(at, "list", "--json").json().get("archives")) {
      names.add(archive.get("name").asText());
    }
    return names;
  }

  private void runDaily(String from, int days) {
    for (int day = 0; day < days; day++) {
      String at = Instant.parse(from).plus(Duration.ofDays(day)).toString();
      CommandLineRun run = holdfast(at, "run");
      assertThat(run.code()).as(run.err()).isZero();
    }
  }

  @Test
  void aClockTwoYearsAheadForOneRunRemovesNothingThenOrLater() throws Exception {
    plan("{keep-within: 7d, keep-last: 2}");
    runDaily("2025-10-01T10:00:00Z", 5);
    List<String> before = archives("2025-10-05T11:00:00Z");
    assertThat(before).hasSize(5);

    CommandLineRun ahead = holdfast("2027-10-06T10:00:00Z", "run");
    assertThat(ahead.code()).isEqualTo(13);
    assertThat(ahead.err()).contains("the clock may be wrong, nothing was removed");

    CommandLineRun corrected = holdfast("2025-10-06T10:00:00Z", "run");
    assertThat(corrected.code()).isZero();
    CommandLineRun later = holdfast("2025-10-20T10:00:00Z", "run");
    assertThat(later.code()).isEqualTo(13);
    assertThat(later.err()).contains("one of the clocks is wrong, nothing was removed");

    assertThat(archives("2025-10-20T11:00:00Z")).containsAll(before).hasSize(8);
    Path wrong = folder.resolve("backups/clock_backup_20271006_120000.tar.gz");
    Files.move(wrong, folder.resolve("moved-away.tar.gz"));
    CommandLineRun right = holdfast("2025-10-20T12:00:00Z", "prune");
    assertThat(right.code()).as(right.err()).isZero();
    assertThat(archives("2025-10-20T12:00:00Z"))
        .containsExactly(
            "clock_backup_20251020_120000.tar.gz", "clock_backup_20251006_120000.tar.gz");
  }

  @Test
  void aClockAtItsBeginningRemovesNothing() throws Exception {
    plan("{keep-last: 2}");
    runDaily("2025-10-01T10:00:00Z", 2);

    CommandLineRun run = holdfast("1970-01-01T00:00:07Z", "run");

    assertThat(run.code()).as(run.err()).isIn(0, 13);
    assertThat(archives("2025-10-03T10:00:00Z"))
        .containsExactly(
            "clock_backup_20251002_120000.tar.gz",
            "clock_backup_20251001_120000.tar.gz",
            "clock_backup_19700101_010007.tar.gz");
    assertThat(holdfast("2025-10-03T10:00:00Z", "verify", "--all").code()).isZero();
  }

  @Test
  void theHourThatComesTwiceMakesTwoArchivesInTheirOrder() throws Exception {
    plan("{keep-last: 9}");
    for (String at : List.of("2025-10-26T00:30:00Z", "2025-10-26T01:30:00Z")) {
      assertThat(holdfast(at, "run").code()).isZero();
    }

    assertThat(archives("2025-10-26T02:00:00Z"))
        .containsExactly(
            "clock_backup_20251026_023000_2.tar.gz", "clock_backup_20251026_023000.tar.gz");
    assertThat(holdfast("2025-10-26T02:00:00Z", "verify", "--all").code()).isZero();
  }

  @Test
  void theHourThatIsMissingLosesNoArchive() throws Exception {
    plan("{keep-daily: 3}");
    for (String at :
        List.of("2025-03-29T00:30:00Z", "2025-03-30T00:30:00Z", "2025-03-30T01:30:00Z")) {
      assertThat(holdfast(at, "run").code()).isZero();
    }

    // two on one day: the later stands for it; and the day before
    assertThat(archives("2025-03-30T02:00:00Z"))
        .containsExactly(
            "clock_backup_20250330_033000.tar.gz", "clock_backup_20250329_013000.tar.gz");
  }

  @Test
  void anotherZoneFromOneRunToTheNextRemovesNothingMore() throws Exception {
    plan("{keep-daily: 2}");
    runDaily("2025-10-01T22:30:00Z", 2);
    Path configuration = folder.resolve("holdfast.yaml");
    Files.writeString(
        configuration,
        Files.readString(configuration).replace("Europe/Berlin", "Pacific/Kiritimati"));

    assertThat(holdfast("2025-10-03T22:30:00Z", "run").code()).isZero();

    assertThat(archives("2025-10-03T23:00:00Z"))
        .containsExactly(
            "clock_backup_20251004_123000.tar.gz", "clock_backup_20251003_003000.tar.gz");
    assertThat(holdfast("2025-10-03T23:00:00Z", "verify", "--all").code()).isZero();
  }
}
