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
 */
public record CalendarSpan(int amount, Unit unit) {
  private static final Pattern GRAMMAR = Pattern.compile("([0-9]{1,5})([a-z]+)");

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

  /** The span that a configuration writes so: {@code 7d}, {@code 6mo}; empty when it is none. */
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
