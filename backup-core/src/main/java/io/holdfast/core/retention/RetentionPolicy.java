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

  /**
   * A policy that keeps something.
   *
   * @param rules what they keep adds up; without any rule everything is kept
   * @param keepAtLeast complete archives that always remain, whatever their age; at least 1
   * @param keepIncomplete incomplete archives that remain while they are newer than every complete
   *     one; at least 1
   * @param removeAtMost percent of all archives that may go at once, 1 to 100
   * @throws IllegalArgumentException when a number is outside its range
   */
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

  /**
   * Keeps what is younger than {@code span}, and at least one complete archive.
   *
   * @param span counted from the newest complete archive, not from now
   * @return a policy of that one rule
   */
  public static RetentionPolicy keepWithin(CalendarSpan span) {
    return builder().keepWithin(span).build();
  }

  /** {@return a builder without rules; what it builds keeps everything until some are added} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The policy that is written so: {@code keep-within 7d, keep-monthly 6}. The words are the keys
   * of a configuration's {@code retention}.
   *
   * @param text rules separated by commas, each a key and a value
   * @return the policy; what the text does not mention has its default
   * @throws IllegalArgumentException that says what is wrong, for people
   */
  public static RetentionPolicy parse(String text) {
    return PolicyText.parse(text);
  }

  /**
   * Decides about every candidate; legacy archives are kept.
   *
   * @param candidates all archives of the plan, in any order; those that are not among them cannot
   *     be judged, and ids must not repeat
   * @param now only tells which archives claim to be from the future; spans count from the newest
   *     complete archive, so that a machine that was off loses nothing
   * @param zone the calendar of days, weeks, months and years
   * @return a decision per candidate, or a refusal when something about them or {@code now} is in
   *     doubt
   */
  public Evaluation evaluate(Collection<Candidate> candidates, Instant now, ZoneId zone) {
    return evaluate(candidates, false, now, zone);
  }

  /**
   * As {@link #evaluate(Collection, Instant, ZoneId)}.
   *
   * @param candidates all archives of the plan, in any order
   * @param includeLegacy whether legacy archives age by {@code keep-within} like others; they never
   *     satisfy any rule that counts
   * @param now only tells which archives claim to be from the future
   * @param zone the calendar of days, weeks, months and years
   * @return a decision per candidate, or a refusal when something about them or {@code now} is in
   *     doubt
   */
  public Evaluation evaluate(
      Collection<Candidate> candidates, boolean includeLegacy, Instant now, ZoneId zone) {
    List<Decision> decisions = Ruling.of(this, candidates, includeLegacy, now, zone);
    return new Guard(this, decisions, now)
        .doubt()
        .<Evaluation>map(doubt -> new Evaluation.Refused(decisions, doubt))
        .orElseGet(() -> new Evaluation.Decided(decisions));
  }

  /**
   * Tells whether an archive claims to be from the future: more than five minutes, as clocks may
   * differ.
   *
   * @param startedAt the start that the archive claims
   * @param now the present
   * @return whether rules leave the archive alone for that
   */
  public static boolean isFuture(Instant startedAt, Instant now) {
    return Guard.isFuture(startedAt, now);
  }

  /**
   * The same policy with another limit to what may go at once.
   *
   * @param percent of all archives, 1 to 100
   * @return a copy
   * @throws IllegalArgumentException when {@code percent} is outside its range
   */
  public RetentionPolicy withRemoveAtMost(int percent) {
    return new RetentionPolicy(rules, keepAtLeast, keepIncomplete, percent);
  }

  /**
   * {@return why an archive that this policy does not keep is removed, for people: "older than 7d"}
   */
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

  /** Puts a policy together. Not thread-safe. */
  public static final class Builder {
    private final List<KeepRule> rules = new ArrayList<>();
    private int keepAtLeast = 1;
    private int keepIncomplete = 3;
    private int removeAtMost = 100;

    private Builder() {}

    /**
     * Adds a rule; what any of the rules keeps is kept.
     *
     * @param rule may be of a kind that is there already
     * @return this builder
     */
    public Builder keep(KeepRule rule) {
      rules.add(rule);
      return this;
    }

    /**
     * Keeps what started within {@code span} before the newest complete archive.
     *
     * @param span by the calendar of the evaluation's zone
     * @return this builder
     */
    public Builder keepWithin(CalendarSpan span) {
      return keep(new KeepRule.KeepWithin(span));
    }

    /**
     * Keeps the newest archives.
     *
     * @param count how many, 1 or more
     * @return this builder
     * @throws IllegalArgumentException when {@code count} is less than 1
     */
    public Builder keepLast(int count) {
      return keep(new KeepRule.KeepLast(count));
    }

    /**
     * Keeps the newest archive of each of the last periods that have one.
     *
     * @param period what is counted
     * @param count how many periods, 1 or more
     * @return this builder
     * @throws IllegalArgumentException when {@code count} is less than 1
     */
    public Builder keepPer(CalendarPeriod period, int count) {
      return keep(new KeepRule.KeepPer(period, count));
    }

    /**
     * Keeps the newest complete archives, whatever their age.
     *
     * @param count how many, 1 or more; 1 unless said otherwise
     * @return this builder
     */
    public Builder keepAtLeast(int count) {
      keepAtLeast = count;
      return this;
    }

    /**
     * Keeps incomplete archives that are newer than every complete one.
     *
     * @param count how many, 1 or more; 3 unless said otherwise
     * @return this builder
     */
    public Builder keepIncomplete(int count) {
      keepIncomplete = count;
      return this;
    }

    /**
     * Refuses to remove more at once.
     *
     * @param percent of all archives, 1 to 100; 100 unless said otherwise
     * @return this builder
     */
    public Builder removeAtMost(int percent) {
      removeAtMost = percent;
      return this;
    }

    /**
     * Makes the policy; the builder can be used on.
     *
     * @return a policy of the rules so far
     * @throws IllegalArgumentException when a number is outside its range
     */
    public RetentionPolicy build() {
      return new RetentionPolicy(rules, keepAtLeast, keepIncomplete, removeAtMost);
    }
  }
}
