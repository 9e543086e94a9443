package io.holdfast.core.retention;

import io.holdfast.core.retention.Candidate.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What speaks against acting on decisions although the rules have made them. */
final class Guard {
  /** How far the clocks of two runs may differ before an archive counts as one from the future. */
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** A step between two runs that is more likely a clock set wrong than a machine switched off. */
  private static final Duration SUSPICIOUS_GAP = Duration.ofDays(366);

  private final RetentionPolicy policy;
  private final List<Decision> decisions;
  private final Instant now;

  /**
   * @param decisions newest first
   */
  Guard(RetentionPolicy policy, List<Decision> decisions, Instant now) {
    this.policy = policy;
    this.decisions = decisions;
    this.now = now;
  }

  static boolean isFuture(Instant startedAt, Instant now) {
    return startedAt.isAfter(now.plus(TOLERANCE));
  }

  /** For people; empty when all is well, as it always is when nothing is to be removed. */
  Optional<String> doubt() {
    long removed = decisions.stream().filter(d -> !d.keep()).count();
    if (removed == 0) {
      return Optional.empty();
    }
    return listedTwice().or(this::future).or(this::gap).or(() -> tooMany(removed));
  }

  private Optional<String> listedTwice() {
    Set<String> seen = new HashSet<>();
    return decisions.stream()
        .map(d -> d.candidate().id())
        .filter(id -> !seen.add(id))
        .findFirst()
        .map(
            id ->
                "the listing names " + id + " twice; nothing was removed, look at the file system");
  }

  private Optional<String> future() {
    return decisions.stream()
        .map(Decision::candidate)
        .filter(c -> c.standing() == Standing.COMPLETE || c.standing() == Standing.INCOMPLETE)
        .filter(c -> isFuture(c.startedAt(), now))
        .findFirst()
        .map(
            c ->
                c.id()
                    + " starts at "
                    + c.startedAt()
                    + " but it is only "
                    + now
                    + ": one of the clocks is wrong, nothing was removed; correct the clock, or move"
                    + " the archive away if its date is wrong");
  }

  private Optional<String> gap() {
    List<Candidate> newest =
        decisions.stream()
            .map(Decision::candidate)
            .filter(c -> c.standing() == Standing.COMPLETE)
            .limit(2)
            .toList();
    if (newest.size() < 2) {
      return Optional.empty();
    }
    Duration gap = Duration.between(newest.get(1).startedAt(), newest.get(0).startedAt());
    return gap.compareTo(SUSPICIOUS_GAP) <= 0
        ? Optional.empty()
        : Optional.of(
            newest.get(0).id()
                + " is "
                + gap.toDays()
                + " days newer than the one before: the clock may be wrong, nothing was removed; if"
                + " the clock is right, the next run removes what is too old");
  }

  private Optional<String> tooMany(long removed) {
    return removed * 100 <= (long) policy.removeAtMost() * decisions.size()
        ? Optional.empty()
        : Optional.of(
            removed
                + " of "
                + decisions.size()
                + " archives would go at once, more than 'remove-at-most: "
                + policy.removeAtMost()
                + "%' allows; nothing was removed; look at 'holdfast prune --dry-run', and if it is"
                + " right, run 'holdfast prune --remove-at-most 100%' once");
  }
}
