package io.holdfast.core.retention;

/** One reason to keep archives. The rules of a policy add up: what any of them keeps is kept. */
public sealed interface KeepRule {

  /** The rule in words of the configuration: {@code keep-within 7d}. */
  String text();

  /**
   * Keeps the newest {@code count} archives; incomplete ones never take the place of a complete
   * one.
   */
  record KeepLast(int count) implements KeepRule {
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
   */
  record KeepPer(CalendarPeriod period, int count) implements KeepRule {
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
