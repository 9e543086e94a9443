package io.holdfast.core.retention;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which archives a plan keeps. Pure: {@link #evaluate} looks at nothing but its arguments.
 *
 * @param rules what they keep adds up; without any rule everything is kept
 * @param keepAtLeast complete archives that always remain, whatever their age; at least 1
 */
public record RetentionPolicy(List<KeepRule> rules, int keepAtLeast) {

  /** Never removes anything. */
  public static final RetentionPolicy KEEP_EVERYTHING = new RetentionPolicy(List.of(), 1);

  public RetentionPolicy {
    rules = List.copyOf(rules);
    if (keepAtLeast < 1) {
      throw new IllegalArgumentException("keep-at-least must be 1 or more, not " + keepAtLeast);
    }
  }

  /** Keeps what is younger than {@code span}, and at least one complete archive. */
  public static RetentionPolicy keepWithin(CalendarSpan span) {
    return new RetentionPolicy(List.of(new KeepRule.KeepWithin(span)), 1);
  }

  /**
   * Decides about every candidate; legacy archives are kept.
   *
   * @param now only tells which archives claim to be from the future; spans count from the newest
   *     complete archive, so that a machine that was off loses nothing
   * @param zone the calendar of days, weeks, months and years
   * @return one decision per candidate, newest first
   */
  public List<Decision> evaluate(Collection<Candidate> candidates, Instant now, ZoneId zone) {
    return evaluate(candidates, false, now, zone);
  }

  /**
   * As {@link #evaluate(Collection, Instant, ZoneId)}.
   *
   * @param includeLegacy whether legacy archives age by {@code keep-within} like others; they never
   *     satisfy any rule that counts
   */
  public List<Decision> evaluate(
      Collection<Candidate> candidates, boolean includeLegacy, Instant now, ZoneId zone) {
    return Evaluation.of(this, candidates, includeLegacy, now, zone);
  }

  /** Whether an archive claims to be from the future, with some tolerance between clocks. */
  public static boolean isFuture(Instant startedAt, Instant now) {
    return startedAt.isAfter(now.plus(Evaluation.TOLERANCE));
  }

  /** Why an archive that this policy does not keep is removed, for people: "older than 7d". */
  public String whyRemoved() {
    if (rules.size() == 1 && rules.get(0) instanceof KeepRule.KeepWithin within) {
      return "older than " + within.span();
    }
    return "not kept by " + rules.stream().map(KeepRule::text).collect(Collectors.joining(", "));
  }
}
