package io.holdfast.core.retention;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;

/**
 * A length of time as people count it: hours are exact, days and longer follow the calendar of a
 * zone.
 */
public record CalendarSpan(int amount, Unit unit) {
  /** The unit of a span, with the letters a configuration writes it in. */
  public enum Unit {
    HOURS("h", ChronoUnit.HOURS),
    DAYS("d", ChronoUnit.DAYS),
    WEEKS("w", ChronoUnit.WEEKS),
    MONTHS("mo", ChronoUnit.MONTHS),
    YEARS("y", ChronoUnit.YEARS);

    private final String symbol;
    private final ChronoUnit chronoUnit;

    Unit(String symbol, ChronoUnit chronoUnit) {
      this.symbol = symbol;
      this.chronoUnit = chronoUnit;
    }

    public String symbol() {
      return symbol;
    }
  }

  public CalendarSpan {
    if (amount <= 0) {
      throw new IllegalArgumentException("a time span must be positive, not " + amount);
    }
  }

  public static CalendarSpan days(int amount) {
    return new CalendarSpan(amount, Unit.DAYS);
  }

  /**
   * The instant that lies this span before {@code end}, on the wall clock of its zone. Where clocks
   * were turned then, it is the earlier of the instants it could be, because what lies after it is
   * kept.
   *
   * @throws DateTimeException when that is before the calendar begins
   */
  public ZonedDateTime before(ZonedDateTime end) {
    if (unit == Unit.HOURS) {
      return end.minus(amount, unit.chronoUnit);
    }
    LocalDateTime local = end.toLocalDateTime().minus(amount, unit.chronoUnit);
    ZoneOffsetTransition turn = end.getZone().getRules().getTransition(local);
    return turn != null && turn.isGap()
        ? turn.getInstant().atZone(end.getZone())
        : ZonedDateTime.of(local, end.getZone());
  }

  @Override
  public String toString() {
    return amount + unit.symbol;
  }
}
