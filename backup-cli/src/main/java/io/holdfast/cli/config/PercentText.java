package io.holdfast.cli.config;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shares as a configuration and the command line write them: {@code 50%}. */
public final class PercentText {
  private static final Pattern GRAMMAR = Pattern.compile("([0-9]{1,3})%");

  private PercentText() {}

  /** From 1 to 100; empty when the text is no such share. */
  public static OptionalInt percent(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    int percent = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    return percent >= 1 && percent <= 100 ? OptionalInt.of(percent) : OptionalInt.empty();
  }
}
