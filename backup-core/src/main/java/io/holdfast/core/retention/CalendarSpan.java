package io.holdfast.core.retention;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time as people count it: hours are exact, days and longer follow the calendar of a
 * zone.
 *
 * @param amount how many units, 1 or more
 * @param unit what is counted
 */
public record CalendarSpan(int amount, Unit unit) {
  private static final Pattern GRAMMAR = Pattern.compile("([0-9]{1,5})([a-z]+)");

  /** The unit of a span, with the letters a configuration writes it in. */
  public enum Unit {
    /** Hours of 60 minutes, whatever clocks do. */
    HOURS("h", ChronoUnit.HOURS),

    /** Days of the calendar: the same time of day, some dates earlier or later. */
    DAYS("d", ChronoUnit.DAYS),

    /** Seven days. */
    WEEKS("w", ChronoUnit.WEEKS),

    /** Months of the calendar; where the day does not exist, the last of its month. */
    MONTHS("mo", ChronoUnit.MONTHS),

    /** Years of the calendar; from a 29th of February it is the 28th where there is no 29th. */
    YEARS("y", ChronoUnit.YEARS);

    private final String symbol;
    private final ChronoUnit chronoUnit;

    Unit(String symbol, ChronoUnit chronoUnit) {
      this.symbol = symbol;
      this.chronoUnit = chronoUnit;
    }

    /** {@return the letters behind the number in a configuration, such as {@code mo}} */
    public String symbol() {
      return symbol;
    }
  }

  /**
   * A span of at least one unit.
   *
   * @param amount how many units, 1 or more
   * @param unit what is counted
   * @throws IllegalArgumentException when {@code amount} is less than 1
   */
  public CalendarSpan {
    if (amount <= 0) {
      throw new IllegalArgumentException("a time span must be positive, not " + amount);
    }
  }

  /**
   * A span of days.
   *
   * @param amount 1 or more
   * @return that many {@link Unit#DAYS}
   * @throws IllegalArgumentException when {@code amount} is less than 1
   */
  public static CalendarSpan days(int amount) {
    return new CalendarSpan(amount, Unit.DAYS);
  }

  /**
   * Reads a span as configurations write it: {@code 7d}, {@code 6mo}.
   *
   * @param text a whole number of at most five digits and a unit's symbol, without a space
   * @return the span; empty when the text is none
   */
  public static Optional<CalendarSpan> parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
      return Optional.empty();
    }
    int amount = Integer.parseInt(matcher.group(1));
    return Arrays.stream(Unit.values())
        .filter(u -> u.symbol.equals(matcher.group(2)))
        .map(u -> new CalendarSpan(amount, u))
        .findFirst();
  }

  /**
   * The instant that lies this span before {@code end}, on the wall clock of its zone. Where clocks
   * were turned then, it is the earlier of the instants it could be, because what lies after it is
   * kept.
   *
   * @param end the instant to count back from, in the zone whose calendar counts
   * @return in the zone of {@code end}
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

  /**
   * The time that lies this span, {@code times} over, after {@code start}, on the wall clock of its
   * zone. Counted from the start at once, so that the last of a month stays the last.
   *
   * @param start the instant to count from, in the zone whose calendar counts
   * @param times how often the span is added; 0 gives {@code start}
   * @return in the zone of {@code start}
   * @throws DateTimeException when that is after the calendar ends
   */
  public ZonedDateTime after(ZonedDateTime start, int times) {
    return start.plus((long) amount * times, unit.chronoUnit);
  }

  @Override
  public String toString() {
    return amount + unit.symbol;
  }
}
