package io.holdfast.core.retention;

import io.holdfast.core.retention.Candidate.Standing;
import io.holdfast.core.retention.KeepRule.KeepLast;
import io.holdfast.core.retention.KeepRule.KeepPer;
import io.holdfast.core.retention.KeepRule.KeepWithin;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** One application of a policy to a set of archives. Linear but for one sort. */
final class Ruling {
  private static final Comparator<Candidate> NEWEST_FIRST =
      Comparator.comparing(Candidate::startedAt).thenComparing(Candidate::id).reversed();

  private final ZoneId zone;
  private final List<Candidate> candidates;
  private final List<List<String>> reasons;

  /** Indexes into the candidates, newest first, of those that rules may count. */
  private final List<Integer> complete = new ArrayList<>();

  private final List<Integer> incomplete = new ArrayList<>();
  private final List<Integer> ageing = new ArrayList<>();

  private Ruling(Collection<Candidate> candidates, ZoneId zone) {
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
    Ruling ruling = new Ruling(candidates, zone);
    ruling.sortOut(now, includeLegacy);
    ruling.apply(policy);
    return ruling.decisions();
  }

  /** Keeps what no rule may judge, and lines up the rest. */
  private void sortOut(Instant now, boolean includeLegacy) {
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      if (candidate.pin().isPresent()) {
        String note = candidate.pin().get();
        keep(i, note.isEmpty() ? "pinned" : "pinned: " + note);
      }
      if (candidate.standing() == Standing.DOUBTFUL) {
        keep(i, "not provably an intact archive of this plan, never removed");
      } else if (candidate.standing() == Standing.LEGACY && !includeLegacy) {
        keep(i, "legacy, never counted; prune --include-legacy");
      } else if (Guard.isFuture(candidate.startedAt(), now)) {
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
    keepIncomplete(policy.keepIncomplete());
  }

  /** Keeps the newest of those that no complete archive has replaced. */
  private void keepIncomplete(int count) {
    for (int rank = 0; rank < Math.min(count, incomplete.size()); rank++) {
      int i = incomplete.get(rank);
      if (i > complete.get(0)) {
        break;
      }
      keep(
          i, rank == 0 ? "newest, though incomplete" : "incomplete " + (rank + 1) + " of " + count);
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
    int newest = complete.get(0);
    keepWithin(rule, complete, newest);
    keepWithin(rule, ageing, newest);
    if (!incomplete.isEmpty()) {
      // they must not pile up where a source is missing for good and none becomes complete
      keepWithin(rule, incomplete, Math.min(newest, incomplete.get(0)));
    }
  }

  private void keepWithin(KeepWithin rule, List<Integer> line, int anchor) {
    Instant cutoff = cutoff(rule.span(), candidates.get(anchor).startedAt());
    for (int i : line) {
      if (candidates.get(i).startedAt().isBefore(cutoff)) {
        break;
      }
      keep(i, "within " + rule.span());
    }
  }

  private Instant cutoff(CalendarSpan span, Instant anchor) {
    try {
      return span.before(anchor.atZone(zone)).toInstant();
    } catch (DateTimeException e) {
      // before the calendar begins
      return Instant.MIN;
    }
  }

  private void keepPer(KeepPer rule) {
    String name = rule.period().ruleName().substring("keep-".length());
    // a set, for a day can come back: clocks have been turned from 00:01 to 23:01
    Set<Long> buckets = new HashSet<>();
    for (int rank = 0; rank < complete.size() && buckets.size() < rule.count(); rank++) {
      int i = complete.get(rank);
      if (buckets.add(rule.period().bucketOf(candidates.get(i).startedAt().atZone(zone)))) {
        keep(i, name + " " + buckets.size() + " of " + rule.count());
      } else if (rank == complete.size() - 1) {
        // lets the history grow until the rule has all it may keep
        keep(i, "oldest, " + name + " " + buckets.size() + " of " + rule.count() + " so far");
      }
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
