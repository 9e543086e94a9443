package io.holdfast.cli.config;

import io.holdfast.core.retention.CalendarSpan;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what was meant by something that is nearly a duration such as {@code 7d}. */
public final class SpanText {
  private static final Pattern SLOPPY =
      Pattern.compile("\\s*([0-9]{1,5})[\\s_]*([A-Za-z]+)\\.?\\s*");

  private SpanText() {}

  /** The span that was probably meant by something that is none. */
  public static Optional<String> nearest(String text) {
    Matcher matcher = SLOPPY.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(spelling(matcher.group(2).toLowerCase(Locale.ROOT)))
        .map(unit -> matcher.group(1) + unit)
        .filter(s -> CalendarSpan.parse(s).isPresent());
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
