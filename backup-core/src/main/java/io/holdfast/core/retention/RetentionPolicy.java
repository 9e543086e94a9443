package io.holdfast.core.retention;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;

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
   * Decides about every candidate.
   *
   * @param now only tells which archives claim to be from the future; spans count from the newest complete
   *     archive, so that a machine that was off loses nothing
   * @param zone the calendar of days, weeks, months and years
   * @return one decision per candidate, newest first
   */
  public List<Decision> evaluate(Collection<Candidate> candidates, Instant now, ZoneId zone) {
    return Evaluation.of(this, candidates, now, zone);
  }
}
