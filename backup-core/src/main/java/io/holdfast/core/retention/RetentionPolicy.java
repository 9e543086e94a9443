package io.holdfast.core.retention;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which archives a plan keeps. Pure: {@link #evaluate} looks at nothing but its arguments.
 *
 * @param rules what they keep adds up; without any rule everything is kept
 * @param keepAtLeast complete archives that always remain, whatever their age; at least 1
 * @param keepIncomplete incomplete archives that remain while they are newer than every complete
 *     one; at least 1
 * @param removeAtMost percent of all archives that may go at once, 1 to 100
 */
public record RetentionPolicy(
    List<KeepRule> rules, int keepAtLeast, int keepIncomplete, int removeAtMost) {

  /** Never removes anything. */
  public static final RetentionPolicy KEEP_EVERYTHING = builder().build();

  public RetentionPolicy {
    rules = List.copyOf(rules);
    if (keepAtLeast < 1) {
      throw new IllegalArgumentException("keep-at-least must be 1 or more, not " + keepAtLeast);
    }
    if (keepIncomplete < 1) {
      throw new IllegalArgumentException(
          "keep-incomplete must be 1 or more, not " + keepIncomplete);
    }
    if (removeAtMost < 1 || removeAtMost > 100) {
      throw new IllegalArgumentException(
          "remove-at-most must be 1% to 100%, not " + removeAtMost + "%");
    }
  }

  /** Keeps what is younger than {@code span}, and at least one complete archive. */
  public static RetentionPolicy keepWithin(CalendarSpan span) {
    return builder().keepWithin(span).build();
  }

  /** A policy without rules, to add some to. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The policy that is written so: {@code keep-within 7d, keep-monthly 6}. The words are the keys
   * of a configuration's {@code retention}.
   *
   * @throws IllegalArgumentException that says what is wrong, for people
   */
  public static RetentionPolicy parse(String text) {
    return PolicyText.parse(text);
  }

  /**
   * Decides about every candidate; legacy archives are kept.
   *
   * @param now only tells which archives claim to be from the future; spans count from the newest
   *     complete archive, so that a machine that was off loses nothing
   * @param zone the calendar of days, weeks, months and years
   */
  public Evaluation evaluate(Collection<Candidate> candidates, Instant now, ZoneId zone) {
    return evaluate(candidates, false, now, zone);
  }

  /**
   * As {@link #evaluate(Collection, Instant, ZoneId)}.
   *
   * @param includeLegacy whether legacy archives age by {@code keep-within} like others; they never
   *     satisfy any rule that counts
   */
  public Evaluation evaluate(
      Collection<Candidate> candidates, boolean includeLegacy, Instant now, ZoneId zone) {
    List<Decision> decisions = Ruling.of(this, candidates, includeLegacy, now, zone);
    return new Guard(this, decisions, now)
        .doubt()
        .<Evaluation>map(doubt -> new Evaluation.Refused(decisions, doubt))
        .orElseGet(() -> new Evaluation.Decided(decisions));
  }

  /** Whether an archive claims to be from the future, with some tolerance between clocks. */
  public static boolean isFuture(Instant startedAt, Instant now) {
    return Guard.isFuture(startedAt, now);
  }

  /** The same policy with another limit to what may go at once. */
  public RetentionPolicy withRemoveAtMost(int percent) {
    return new RetentionPolicy(rules, keepAtLeast, keepIncomplete, percent);
  }

  /** Why an archive that this policy does not keep is removed, for people: "older than 7d". */
  public String whyRemoved() {
    if (rules.size() == 1 && rules.get(0) instanceof KeepRule.KeepWithin within) {
      return "older than " + within.span();
    }
    return "not kept by " + rules.stream().map(KeepRule::text).collect(Collectors.joining(", "));
  }

  /** The policy as {@link #parse} reads it; what has its default is left out. */
  @Override
  public String toString() {
    return PolicyText.of(this);
  }

  /** Puts a policy together. */
  public static final class Builder {
    private final List<KeepRule> rules = new ArrayList<>();
    private int keepAtLeast = 1;
    private int keepIncomplete = 3;
    private int removeAtMost = 100;

    private Builder() {}

    /** Adds a rule. */
    public Builder keep(KeepRule rule) {
      rules.add(rule);
      return this;
    }

    /** Keeps what started within {@code span} before the newest complete archive. */
    public Builder keepWithin(CalendarSpan span) {
      return keep(new KeepRule.KeepWithin(span));
    }

    /** Keeps that many of the newest. */
    public Builder keepLast(int count) {
      return keep(new KeepRule.KeepLast(count));
    }

    /** Keeps the newest of each of that many periods. */
    public Builder keepPer(CalendarPeriod period, int count) {
      return keep(new KeepRule.KeepPer(period, count));
    }

    /** Keeps that many complete ones, whatever their age; 1 unless said otherwise. */
    public Builder keepAtLeast(int count) {
      keepAtLeast = count;
      return this;
    }

    /** Keeps that many incomplete ones newer than every complete one; 3 unless said otherwise. */
    public Builder keepIncomplete(int count) {
      keepIncomplete = count;
      return this;
    }

    /** Refuses to remove more at once; 100 percent unless said otherwise. */
    public Builder removeAtMost(int percent) {
      removeAtMost = percent;
      return this;
    }

    public RetentionPolicy build() {
      return new RetentionPolicy(rules, keepAtLeast, keepIncomplete, removeAtMost);
    }
  }
}
