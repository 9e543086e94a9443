package io.holdfast.core.retention;

/** One reason to keep archives. The rules of a policy add up: what any of them keeps is kept. */
public sealed interface KeepRule {

  /** Keeps the newest {@code count} archives. */
  record KeepLast(int count) implements KeepRule {
    public KeepLast {
      requirePositive("keep-last", count);
    }
  }

  /** Keeps what started within {@code span} before the newest complete archive. */
  record KeepWithin(CalendarSpan span) implements KeepRule {}

  /** Keeps the newest archive of each of the last {@code count} periods that have one. */
  record KeepPer(CalendarPeriod period, int count) implements KeepRule {
    public KeepPer {
      requirePositive(period.ruleName(), count);
    }
  }

  private static void requirePositive(String rule, int count) {
    if (count <= 0) {
      throw new IllegalArgumentException(rule + " must be positive, not " + count);
    }
  }
}
