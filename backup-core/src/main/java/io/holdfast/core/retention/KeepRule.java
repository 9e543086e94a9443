package io.holdfast.core.retention;

/** One reason to keep archives. The rules of a policy add up: what any of them keeps is kept. */
public sealed interface KeepRule {

  /** {@return the rule in words of the configuration: {@code keep-within 7d}} */
  String text();

  /**
   * Keeps the newest {@code count} archives; incomplete ones never take the place of a complete
   * one.
   *
   * @param count how many, 1 or more
   */
  record KeepLast(int count) implements KeepRule {
    /**
     * A rule for some of the newest archives.
     *
     * @param count how many, 1 or more
     * @throws IllegalArgumentException when {@code count} is less than 1
     */
    public KeepLast {
      requirePositive("keep-last", count);
    }

    @Override
    public String text() {
      return "keep-last " + count;
    }
  }

  /**
   * Keeps what started within {@code span} before the newest complete archive; of the incomplete
   * ones, what started within it before the newest archive of both kinds.
   *
   * @param span how far back from the newest, by the calendar of the evaluation's zone
   */
  record KeepWithin(CalendarSpan span) implements KeepRule {
    @Override
    public String text() {
      return "keep-within " + span;
    }
  }

  /**
   * Keeps the newest complete archive of each of the last {@code count} periods that have one, and
   * the oldest of all while fewer periods have one.
   *
   * @param period what is counted
   * @param count how many periods that have an archive; those without one are not counted. 1 or
   *     more
   */
  record KeepPer(CalendarPeriod period, int count) implements KeepRule {
    /**
     * A rule for one archive of each period.
     *
     * @param count how many periods that have an archive; those without one are not counted. 1 or
     *     more
     * @param period what is counted
     * @throws IllegalArgumentException when {@code count} is less than 1
     */
    public KeepPer {
      requirePositive(period.ruleName(), count);
    }

    @Override
    public String text() {
      return period.ruleName() + " " + count;
    }
  }

  private static void requirePositive(String rule, int count) {
    if (count <= 0) {
      throw new IllegalArgumentException(rule + " must be positive, not " + count);
    }
  }
}
