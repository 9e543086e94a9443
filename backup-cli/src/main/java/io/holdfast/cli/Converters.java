package io.holdfast.cli;

import io.holdfast.cli.config.PercentText;
import io.holdfast.cli.config.SizeText;
import io.holdfast.cli.config.SpanText;
import io.holdfast.cli.text.Nearest;
import io.holdfast.core.retention.CalendarSpan;
import io.holdfast.core.retention.RetentionPolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values of options that are written as a configuration writes them. */
final class Converters {
  private Converters() {}

  /** {@code 7d}. */
  static final class Span implements ITypeConverter<CalendarSpan> {
    @Override
    public CalendarSpan convert(String text) {
      return CalendarSpan.parse(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + text
                          + "' is no duration"
                          + Nearest.meant(SpanText.nearest(text))
                          + " Write a whole number from 1 to 99999 and h, d, w, mo or y, as in 7d"));
    }
  }

  /** {@code 5GB}. */
  static final class Bytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return SizeText.bytes(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + text
                          + "' is no size"
                          + Nearest.meant(SizeText.nearest(text))
                          + " Write a number and a unit, as in 5GB or 1.5GiB"));
    }
  }

  /** {@code 50%}. */
  static final class Percent implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return PercentText.percent(text)
          .orElseThrow(() -> new TypeConversionException("'" + text + "' is not from 1% to 100%"));
    }
  }

  /** {@code keep-within 7d, keep-monthly 6}. */
  static final class Policy implements ITypeConverter<RetentionPolicy> {
    @Override
    public RetentionPolicy convert(String text) {
      try {
        return RetentionPolicy.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
