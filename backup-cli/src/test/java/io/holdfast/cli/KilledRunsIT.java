package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.cli.Attack.Traced;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.plan.PlanName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs of the real command line that are killed: at random, when something shows in the
 * destination, and just before each system call that finishing, publishing and pruning make.
 */
@Tag("crash")
final class KilledRunsIT {
  @TempDir private Path folder;

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  @SuppressWarnings("try") // a lock is held, not used
  void everyArchiveIsWholeAndNothingStays() throws Exception {
    CrashSite site = new CrashSite(folder, "", Map.of());
    KilledRuns runs = new KilledRuns(site, () -> {});
    site.plant("crash_backup_20250101_000000.tar.gz.partial-elsewhere-0badcafe-17");
    site.plant("crash_backup_notes.txt");
    Catalog other =
        DirectoryCatalog.at(
            site.destination(), new PlanName("crash_two"), ZoneOffset.UTC, Clock.systemUTC());
    try (Catalog.Lock lock = other.lock();
        ArchiveDraft draft = other.begin(Instant.parse("2025-10-24T08:25:03Z"), Packing.DEFAULT)) {
      try (var files = Files.newDirectoryStream(site.destination(), draft.name() + ".partial-*")) {
        files.forEach(site::watchOver);
      }
      boolean traces = Traced.isPossible();
      for (int i = 0; i < KilledRuns.KILLS; i++) {
        int round = i / 4;
        switch (i % 4) {
          case 0, 1 -> runs.strike(traces ? KilledRuns.traced(2 * round + i % 4) : runs.watched(i));
          case 2 -> runs.strike(runs.watched(round));
          default -> runs.strike(runs.delayed(round));
        }
      }
    }
    List<String> report = runs.report("killed-runs.txt");
    assertThat(report).as("something to clear").anyMatch(l -> l.contains("something left"));
    assertThat(report).as("too early").anyMatch(l -> l.contains("nothing published"));
    assertThat(report).as("too late").anyMatch(l -> l.contains(", published"));
  }
}
