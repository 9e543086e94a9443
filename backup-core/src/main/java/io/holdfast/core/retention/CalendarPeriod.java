package io.holdfast.core.retention;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;

/** A period of the calendar that {@link KeepRule.KeepPer} counts. Weeks are those of ISO 8601. */
public enum CalendarPeriod {
  /** An hour of the zone's clock; one that comes twice because clocks are turned back is two. */
  HOUR("keep-hourly"),

  /** A day of the zone, from midnight to midnight, however many hours that is. */
  DAY("keep-daily"),

  /** A week of ISO 8601: from Monday on, in the week-based year. */
  WEEK("keep-weekly"),

  /** A calendar month. */
  MONTH("keep-monthly"),

  /** A calendar year. */
  YEAR("keep-yearly");

  /** More than the seconds between any two offsets from UTC. */
  private static final long OFFSETS = 200_000;

  private final String ruleName;

  CalendarPeriod(String ruleName) {
    this.ruleName = ruleName;
  }

  /**
   * {@return the configuration key of the rule that counts this period, such as {@code keep-daily}}
   */
  public String ruleName() {
    return ruleName;
  }

  /**
   * A number that is equal for two times of one zone exactly when they lie in the same period. An
   * hour that comes twice because clocks were turned back is two hours; a day is one, however long.
   */
  long bucketOf(ZonedDateTime time) {
    return switch (this) {
      case HOUR -> hour(time);
      case DAY -> time.toLocalDate().toEpochDay();
      case WEEK ->
          time.get(IsoFields.WEEK_BASED_YEAR) * 100L + time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case MONTH -> time.getYear() * 100L + time.getMonthValue();
      case YEAR -> time.getYear();
    };
  }

  private static long hour(ZonedDateTime time) {
    int offset = time.getOffset().getTotalSeconds();
    long local = time.toEpochSecond() + offset;
    return Math.floorDiv(local, ChronoUnit.HOURS.getDuration().toSeconds()) * OFFSETS + offset;
  }
}
