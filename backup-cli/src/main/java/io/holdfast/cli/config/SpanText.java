package io.holdfast.cli.config;

import io.holdfast.core.retention.CalendarSpan;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Durations as a configuration writes them: a whole number and a unit, {@code 7d} or {@code 6mo}.
 */
final class SpanText {
  private static final Pattern GRAMMAR = Pattern.compile("([0-9]{1,5})([a-z]+)");
  private static final Pattern SLOPPY =
      Pattern.compile("\\s*([0-9]{1,5})[\\s_]*([A-Za-z]+)\\.?\\s*");

  private SpanText() {}

  /** The span; empty when the text is none, or not positive. */
  static Optional<CalendarSpan> span(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
      return Optional.empty();
    }
    int amount = Integer.parseInt(matcher.group(1));
    return Arrays.stream(CalendarSpan.Unit.values())
        .filter(u -> u.symbol().equals(matcher.group(2)))
        .map(u -> new CalendarSpan(amount, u))
        .findFirst();
  }

  /** The span that was probably meant by something that is none. */
  static Optional<String> nearest(String text) {
    Matcher matcher = SLOPPY.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(spelling(matcher.group(2).toLowerCase(Locale.ROOT)))
        .map(unit -> matcher.group(1) + unit)
        .filter(s -> span(s).isPresent());
  }

  private static @Nullable String spelling(String unit) {
    return switch (unit) {
      case "h", "hr", "hrs", "hour", "hours" -> "h";
      case "d", "day", "days" -> "d";
      case "w", "wk", "wks", "week", "weeks" -> "w";
      case "m", "mo", "mon", "mth", "month", "months" -> "mo";
      case "y", "yr", "yrs", "year", "years" -> "y";
      default -> null;
    };
  }
}
