package io.holdfast.cli.config;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes as a configuration writes them: a number and a unit, {@code 5GB} or {@code 1.5GiB}. */
public final class SizeText {
  /** The units, smallest first. */
  static final Map<String, Long> UNITS = units();

  private static final Pattern GRAMMAR =
      Pattern.compile("([0-9]{1,30}(?:\\.[0-9]{1,30})?)([A-Za-z]+)");
  private static final Pattern SLOPPY =
      Pattern.compile("\\s*([0-9]{1,30}(?:[.,][0-9]{1,30})?)[\\s_]*([A-Za-z]+)\\.?\\s*");

  private SizeText() {}

  /**
   * The bytes; empty when the text is no size, or more than a file can have, or not whole bytes.
   */
  public static OptionalLong bytes(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    Long unit = UNITS.get(matcher.group(2));
    if (unit == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(
          new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValueExact());
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  /** The size that was probably meant by something that is none. */
  public static Optional<String> nearest(String text) {
    Matcher matcher = SLOPPY.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2).toLowerCase(Locale.ROOT);
    unit = unit.replaceFirst("bytes?$", "b");
    String number = matcher.group(1).replace(',', '.');
    return Optional.ofNullable(spelling(unit))
        .map(u -> number + u)
        .filter(s -> bytes(s).isPresent());
  }

  private static @Nullable String spelling(String unit) {
    return switch (unit) {
      case "b" -> "B";
      case "k", "kb", "kilob" -> "kB";
      case "m", "mb", "megab" -> "MB";
      case "g", "gb", "gigab" -> "GB";
      case "t", "tb", "terab" -> "TB";
      case "ki", "kib", "kibib" -> "KiB";
      case "mi", "mib", "mebib" -> "MiB";
      case "gi", "gib", "gibib" -> "GiB";
      case "ti", "tib", "tebib" -> "TiB";
      default -> null;
    };
  }

  private static Map<String, Long> units() {
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("B", 1L);
    units.put("kB", 1_000L);
    units.put("MB", 1_000_000L);
    units.put("GB", 1_000_000_000L);
    units.put("TB", 1_000_000_000_000L);
    units.put("KiB", 1L << 10);
    units.put("MiB", 1L << 20);
    units.put("GiB", 1L << 30);
    units.put("TiB", 1L << 40);
    return units;
  }
}
