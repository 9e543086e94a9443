package io.holdfast.cli.doctor;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Archive.State;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.retention.KeepRule;
import io.holdfast.core.text.ByteCount;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks at the archives that are there: dates, states, and the age of the last good one. */
public final class CatalogCheck {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final Duration OLD = Duration.ofDays(2);
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final BackupPlan plan;
  private final Instant now;

  private CatalogCheck(BackupPlan plan, Instant now) {
    this.plan = plan;
    this.now = now;
  }

  /** Looks at the catalog as it is listed; archives are not read in full. */
  public static List<Finding> findings(BackupPlan plan, Catalog catalog, Instant now) {
    CatalogCheck check = new CatalogCheck(plan, now);
    try {
      List<Archive> archives = catalog.list();
      List<Finding> findings = new ArrayList<>();
      findings.add(check.clock(archives));
      findings.add(check.lastGood(archives));
      check.damaged(archives).ifPresent(findings::add);
      return findings;
    } catch (DestinationException e) {
      return List.of(Finding.failure("archives", String.valueOf(e.getMessage())));
    }
  }

  private Finding clock(List<Archive> archives) {
    String time = TIME.format(LocalDateTime.ofInstant(now, plan.zone())) + " " + plan.zone();
    return archives.stream()
        .filter(a -> a.startedAt().isAfter(now.plus(TOLERANCE)))
        .findFirst()
        .map(
            a ->
                Finding.warning(
                    "clock",
                    "it is "
                        + time
                        + ", but "
                        + a.name()
                        + " is from the future; correct the clock, or move that archive away: until"
                        + " then nothing is pruned"))
        .orElseGet(() -> Finding.ok("clock", "it is " + time));
  }

  private Finding lastGood(List<Archive> archives) {
    Optional<Archive> last = archives.stream().filter(a -> a.state() == State.COMPLETE).findFirst();
    if (last.isEmpty()) {
      return archives.isEmpty()
          ? Finding.ok("last backup", "none yet; 'holdfast run' makes the first")
          : Finding.warning(
              "last backup", "no archive is complete; 'holdfast list' shows what there is");
    }
    Archive archive = last.get();
    Duration age = Duration.between(archive.startedAt(), now);
    String text = archive.name() + ", " + ByteCount.text(archive.size()) + ", " + age(age) + " old";
    boolean old = age.compareTo(OLD) > 0 || isBeyondRetention(archive);
    return old
        ? Finding.warning(
            "last backup", text + ": runs do not happen, or fail; look at cron and at backup.log")
        : Finding.ok("last backup", text);
  }

  private boolean isBeyondRetention(Archive archive) {
    return plan.retention().rules().stream()
        .filter(KeepRule.KeepWithin.class::isInstance)
        .map(rule -> ((KeepRule.KeepWithin) rule).span())
        .anyMatch(
            span -> archive.startedAt().isBefore(span.before(now.atZone(plan.zone())).toInstant()));
  }

  private static String age(Duration age) {
    if (age.compareTo(Duration.ofHours(1)) < 0) {
      return Math.max(0, age.toMinutes()) + " minutes";
    }
    return age.compareTo(OLD) < 0 ? age.toHours() + " hours" : age.toDays() + " days";
  }

  private Optional<Finding> damaged(List<Archive> archives) {
    List<String> damaged =
        archives.stream()
            .filter(a -> a.state() == State.DAMAGED)
            .map(a -> a.name().toString())
            .toList();
    return damaged.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                "archives",
                "damaged: "
                    + String.join(", ", damaged)
                    + "; 'holdfast verify ARCHIVE' says how, then remove them by hand"));
  }
}
