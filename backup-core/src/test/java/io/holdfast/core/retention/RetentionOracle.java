package io.holdfast.core.retention;

import io.holdfast.core.retention.Candidate.Standing;
import io.holdfast.core.retention.KeepRule.KeepLast;
import io.holdfast.core.retention.KeepRule.KeepPer;
import io.holdfast.core.retention.KeepRule.KeepWithin;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Says why one archive is kept, by what README promises, without sorting and without walking: for
 * each archive it only counts which others are newer. Quadratic, and shares no code with what it
 * judges; periods are compared as texts.
 */
final class RetentionOracle {
  private final RetentionPolicy policy;
  private final Collection<Candidate> all;
  private final boolean includeLegacy;
  private final Instant now;
  private final ZoneId zone;

  RetentionOracle(
      RetentionPolicy policy,
      Collection<Candidate> all,
      boolean includeLegacy,
      Instant now,
      ZoneId zone) {
    this.policy = policy;
    this.all = all;
    this.includeLegacy = includeLegacy;
    this.now = now;
    this.zone = zone;
  }

  Set<String> reasons(Candidate archive) {
    Set<String> reasons = new TreeSet<>();
    archive.pin().ifPresent(note -> reasons.add(note.isEmpty() ? "pinned" : "pinned: " + note));
    boolean unjudged = false;
    if (archive.standing() == Standing.DOUBTFUL) {
      unjudged = reasons.add("not provably an intact archive of this plan, never removed");
    } else if (archive.standing() == Standing.LEGACY && !includeLegacy) {
      unjudged = reasons.add("legacy, never counted; prune --include-legacy");
    } else if (isFuture(archive)) {
      unjudged = reasons.add("starts in the future, never counted; check the clock");
    }
    if (!unjudged) {
      judge(archive, reasons);
    }
    return reasons;
  }

  private void judge(Candidate archive, Set<String> reasons) {
    if (policy.rules().isEmpty()) {
      reasons.add("no rule removes it");
    } else if (of(Standing.COMPLETE).findAny().isEmpty()) {
      reasons.add("no complete archive yet");
    } else {
      policy.rules().forEach(rule -> judge(rule, archive, reasons));
      long newer = newer(archive, Standing.COMPLETE).count();
      if (archive.standing() == Standing.COMPLETE && newer < policy.keepAtLeast()) {
        reasons.add("at least " + policy.keepAtLeast());
      }
      if (archive.standing() == Standing.INCOMPLETE && newer == 0) {
        long rank = newer(archive, Standing.INCOMPLETE).count() + 1;
        if (rank <= policy.keepIncomplete()) {
          reasons.add(
              rank == 1
                  ? "newest, though incomplete"
                  : "incomplete " + rank + " of " + policy.keepIncomplete());
        }
      }
    }
  }

  private void judge(KeepRule rule, Candidate archive, Set<String> reasons) {
    if (rule instanceof KeepWithin within) {
      if (isWithin(within.span(), archive)) {
        reasons.add("within " + within.span());
      }
    } else if (rule instanceof KeepLast last) {
      long complete = newer(archive, Standing.COMPLETE).count();
      long verified = complete + newer(archive, Standing.INCOMPLETE).count();
      if (archive.standing() == Standing.COMPLETE && complete < last.count()) {
        reasons.add("last " + (complete + 1) + " of " + last.count());
      } else if (archive.standing() == Standing.INCOMPLETE && verified < last.count()) {
        reasons.add("among the last " + last.count());
      }
    } else if (rule instanceof KeepPer per && archive.standing() == Standing.COMPLETE) {
      judge(per, archive, reasons);
    }
  }

  private void judge(KeepPer rule, Candidate archive, Set<String> reasons) {
    String word = rule.text().substring("keep-".length(), rule.text().indexOf(' '));
    String own = label(rule.period(), archive);
    List<String> newer =
        newer(archive, Standing.COMPLETE).map(a -> label(rule.period(), a)).distinct().toList();
    if (!newer.contains(own)) {
      if (newer.size() < rule.count()) {
        reasons.add(word + " " + (newer.size() + 1) + " of " + rule.count());
      }
    } else {
      boolean oldest = of(Standing.COMPLETE).noneMatch(a -> isNewer(archive, a));
      if (oldest && newer.size() < rule.count()) {
        reasons.add("oldest, " + word + " " + newer.size() + " of " + rule.count() + " so far");
      }
    }
  }

  private String label(CalendarPeriod period, Candidate archive) {
    String pattern =
        switch (period) {
          case HOUR -> "uuuu-MM-dd HH xxx";
          case DAY -> "uuuu-MM-dd";
          case WEEK -> "";
          case MONTH -> "uuuu-MM";
          case YEAR -> "uuuu";
        };
    return period == CalendarPeriod.WEEK
        ? DateTimeFormatter.ISO_WEEK_DATE.format(wallClock(archive.startedAt())).substring(0, 8)
        : DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
            .format(archive.startedAt().atZone(zone));
  }

  /**
   * Whether some wall clock has shown the time that lies the span before the anchor, or a later
   * one, when the archive started.
   */
  private boolean isWithin(CalendarSpan span, Candidate archive) {
    Predicate<Candidate> counts =
        archive.standing() == Standing.INCOMPLETE
            ? a -> true
            : a -> a.standing() == Standing.COMPLETE;
    Instant anchor =
        Stream.concat(of(Standing.COMPLETE), of(Standing.INCOMPLETE))
            .filter(counts)
            .map(Candidate::startedAt)
            .max(Instant::compareTo)
            .orElseThrow();
    if (span.unit() == CalendarSpan.Unit.HOURS) {
      return Duration.between(archive.startedAt(), anchor)
              .compareTo(Duration.ofHours(span.amount()))
          <= 0;
    }
    LocalDateTime target = earlier(wallClock(anchor), span);
    if (!wallClock(archive.startedAt()).isBefore(target)) {
      return true;
    }
    // the clock may have been further, and turned back since
    ZoneOffsetTransition turn =
        zone.getRules().previousTransition(archive.startedAt().plusNanos(1));
    return turn != null && turn.isOverlap() && turn.getDateTimeBefore().isAfter(target);
  }

  private static LocalDateTime earlier(LocalDateTime time, CalendarSpan span) {
    LocalDate date = time.toLocalDate();
    int months =
        switch (span.unit()) {
          case HOURS, DAYS, WEEKS -> 0;
          case MONTHS -> span.amount();
          case YEARS -> 12 * span.amount();
        };
    if (months == 0) {
      int days = span.unit() == CalendarSpan.Unit.WEEKS ? 7 * span.amount() : span.amount();
      return LocalDate.ofEpochDay(date.toEpochDay() - days).atTime(time.toLocalTime());
    }
    long index = date.getYear() * 12L + date.getMonthValue() - 1 - months;
    YearMonth month =
        YearMonth.of((int) Math.floorDiv(index, 12L), (int) Math.floorMod(index, 12L) + 1);
    return month
        .atDay(Math.min(date.getDayOfMonth(), month.lengthOfMonth()))
        .atTime(time.toLocalTime());
  }

  private LocalDateTime wallClock(Instant instant) {
    return LocalDateTime.ofInstant(instant, zone);
  }

  private boolean isFuture(Candidate archive) {
    return Duration.between(now, archive.startedAt()).compareTo(Duration.ofMinutes(5)) > 0;
  }

  private Stream<Candidate> of(Standing standing) {
    return all.stream().filter(a -> a.standing() == standing && !isFuture(a));
  }

  private Stream<Candidate> newer(Candidate archive, Standing standing) {
    return of(standing).filter(a -> isNewer(a, archive));
  }

  private static boolean isNewer(Candidate a, Candidate b) {
    return a.startedAt().isAfter(b.startedAt())
        || (a.startedAt().equals(b.startedAt()) && a.id().compareTo(b.id()) > 0);
  }
}
