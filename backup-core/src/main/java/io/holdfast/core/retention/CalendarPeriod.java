package io.holdfast.core.retention;

import java.time.LocalDate;
import java.time.temporal.IsoFields;

/** A period of the calendar that {@link KeepRule.KeepPer} counts. Weeks are those of ISO 8601. */
public enum CalendarPeriod {
  DAY("keep-daily"),
  WEEK("keep-weekly"),
  MONTH("keep-monthly"),
  YEAR("keep-yearly");

  private final String ruleName;

  CalendarPeriod(String ruleName) {
    this.ruleName = ruleName;
  }

  /** The configuration key of the rule that counts this period. */
  public String ruleName() {
    return ruleName;
  }

  /** A number that is equal for two dates exactly when they lie in the same period. */
  long bucketOf(LocalDate date) {
    return switch (this) {
      case DAY -> date.toEpochDay();
      case WEEK ->
          date.get(IsoFields.WEEK_BASED_YEAR) * 100L + date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case MONTH -> date.getYear() * 100L + date.getMonthValue();
      case YEAR -> date.getYear();
    };
  }
}
