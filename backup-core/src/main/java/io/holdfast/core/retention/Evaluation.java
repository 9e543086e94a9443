package io.holdfast.core.retention;

import io.holdfast.core.retention.Candidate.Standing;
import io.holdfast.core.retention.KeepRule.KeepLast;
import io.holdfast.core.retention.KeepRule.KeepPer;
import io.holdfast.core.retention.KeepRule.KeepWithin;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** One application of a policy to a set of archives. Linear but for one sort. */
final class Evaluation {
  /** How far the clocks of two runs may differ before an archive counts as one from the future. */
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final Comparator<Candidate> NEWEST_FIRST =
      Comparator.comparing(Candidate::startedAt).thenComparing(Candidate::id).reversed();

  private final ZoneId zone;
  private final List<Candidate> candidates;
  private final List<List<String>> reasons;

  /** Indexes into the candidates, newest first, of those that rules may count. */
  private final List<Integer> complete = new ArrayList<>();

  private final List<Integer> incomplete = new ArrayList<>();
  private final List<Integer> ageing = new ArrayList<>();

  private Evaluation(Collection<Candidate> candidates, ZoneId zone) {
    this.zone = zone;
    this.candidates = candidates.stream().sorted(NEWEST_FIRST).toList();
    reasons = new ArrayList<>(this.candidates.size());
    this.candidates.forEach(c -> reasons.add(new ArrayList<>(2)));
  }

  static List<Decision> of(
      RetentionPolicy policy,
      Collection<Candidate> candidates,
      boolean includeLegacy,
      Instant now,
      ZoneId zone) {
    Evaluation evaluation = new Evaluation(candidates, zone);
    evaluation.sortOut(now, includeLegacy);
    evaluation.apply(policy);
    return evaluation.decisions();
  }

  /** Keeps what no rule may judge, and lines up the rest. */
  private void sortOut(Instant now, boolean includeLegacy) {
    Instant future = now.plus(TOLERANCE);
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      if (candidate.standing() == Standing.DOUBTFUL) {
        keep(i, "not provably an intact archive of this plan, never removed");
      } else if (candidate.standing() == Standing.LEGACY && !includeLegacy) {
        keep(i, "legacy, never counted; prune --include-legacy");
      } else if (candidate.startedAt().isAfter(future)) {
        keep(i, "starts in the future, never counted; check the clock");
      } else {
        lineOf(candidate.standing()).add(i);
      }
    }
  }

  private List<Integer> lineOf(Standing standing) {
    return switch (standing) {
      case COMPLETE -> complete;
      case INCOMPLETE -> incomplete;
      case LEGACY, DOUBTFUL -> ageing;
    };
  }

  private void apply(RetentionPolicy policy) {
    if (policy.rules().isEmpty()) {
      keepAllThatIsLeft("no rule removes it");
      return;
    }
    if (complete.isEmpty()) {
      // without a single good archive anything may turn out to be the best there is
      keepAllThatIsLeft("no complete archive yet");
      return;
    }
    for (KeepRule rule : policy.rules()) {
      // a switch over sealed types needs a later Java
      if (rule instanceof KeepLast last) {
        keepLast(last);
      } else if (rule instanceof KeepWithin within) {
        keepWithin(within);
      } else if (rule instanceof KeepPer per) {
        keepPer(per);
      }
    }
    complete.stream()
        .limit(policy.keepAtLeast())
        .forEach(i -> keep(i, "at least " + policy.keepAtLeast()));
    if (!incomplete.isEmpty() && incomplete.get(0) < complete.get(0)) {
      keep(incomplete.get(0), "newest, though incomplete");
    }
  }

  private void keepAllThatIsLeft(String reason) {
    for (List<Integer> line : List.of(complete, incomplete, ageing)) {
      line.forEach(i -> keep(i, reason));
    }
  }

  /** Keeps the newest complete archives, and incomplete ones only beside them, never instead. */
  private void keepLast(KeepLast rule) {
    for (int rank = 0; rank < Math.min(rule.count(), complete.size()); rank++) {
      keep(complete.get(rank), "last " + (rank + 1) + " of " + rule.count());
    }
    Stream.concat(complete.stream(), incomplete.stream())
        .sorted()
        .limit(rule.count())
        .filter(i -> candidates.get(i).standing() == Standing.INCOMPLETE)
        .forEach(i -> keep(i, "among the last " + rule.count()));
  }

  private void keepWithin(KeepWithin rule) {
    Instant cutoff = cutoff(rule.span());
    for (List<Integer> line : List.of(complete, incomplete, ageing)) {
      for (int i : line) {
        if (candidates.get(i).startedAt().isBefore(cutoff)) {
          break;
        }
        keep(i, "within " + rule.span());
      }
    }
  }

  private Instant cutoff(CalendarSpan span) {
    Instant anchor = candidates.get(complete.get(0)).startedAt();
    try {
      return span.before(anchor.atZone(zone)).toInstant();
    } catch (DateTimeException e) {
      // before the calendar begins
      return Instant.MIN;
    }
  }

  private void keepPer(KeepPer rule) {
    String name = rule.period().ruleName().substring("keep-".length());
    OptionalLong lastBucket = OptionalLong.empty();
    int used = 0;
    for (int rank = 0; rank < complete.size() && used < rule.count(); rank++) {
      int i = complete.get(rank);
      long bucket =
          rule.period().bucketOf(candidates.get(i).startedAt().atZone(zone).toLocalDate());
      if (lastBucket.isEmpty() || lastBucket.getAsLong() != bucket) {
        used++;
        keep(i, name + " " + used + " of " + rule.count());
      } else if (rank == complete.size() - 1) {
        // lets the history grow until the rule has all it may keep
        keep(i, "oldest, " + name + " " + used + " of " + rule.count() + " so far");
      }
      lastBucket = OptionalLong.of(bucket);
    }
  }

  private void keep(int index, String reason) {
    reasons.get(index).add(reason);
  }

  private List<Decision> decisions() {
    List<Decision> decisions = new ArrayList<>(candidates.size());
    for (int i = 0; i < candidates.size(); i++) {
      decisions.add(new Decision(candidates.get(i), reasons.get(i)));
    }
    return decisions;
  }
}
