package io.holdfast.core.retention;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Policies in one line: {@code keep-within 7d, keep-monthly 6, keep-at-least 2}. */
final class PolicyText {
  private static final Pattern PART = Pattern.compile("([a-z-]+)(?: |: ?)(\\S+)");
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");
  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3})%");

  private final RetentionPolicy.Builder builder = RetentionPolicy.builder();
  private final Set<String> seen = new HashSet<>();

  private PolicyText() {}

  static RetentionPolicy parse(String text) {
    PolicyText policy = new PolicyText();
    for (String part : text.split(",", -1)) {
      policy.add(part.strip());
    }
    return policy.builder.build();
  }

  private void add(String part) {
    Matcher matcher = PART.matcher(part);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          part.isEmpty()
              ? "a rule is missing; write rules such as 'keep-within 7d, keep-monthly 6'"
              : "'" + part + "' is no rule; write it as in 'keep-within 7d, keep-monthly 6'");
    }
    String key = matcher.group(1);
    String value = matcher.group(2);
    if (!seen.add(key)) {
      throw new IllegalArgumentException("'" + key + "' is there twice");
    }
    switch (key) {
      case "keep-within" -> builder.keepWithin(span(key, value));
      case "keep-last" -> builder.keepLast(count(key, value));
      case "keep-at-least" -> builder.keepAtLeast(count(key, value));
      case "keep-incomplete" -> builder.keepIncomplete(count(key, value));
      case "remove-at-most" -> builder.removeAtMost(percent(key, value));
      default -> builder.keepPer(period(key), count(key, value));
    }
  }

  private static CalendarPeriod period(String key) {
    return Arrays.stream(CalendarPeriod.values())
        .filter(p -> p.ruleName().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no rule '" + key + "'; there are " + String.join(", ", keys())));
  }

  private static List<String> keys() {
    return Stream.of(
            Stream.of("keep-within", "keep-last"),
            Arrays.stream(CalendarPeriod.values()).map(CalendarPeriod::ruleName),
            Stream.of("keep-at-least", "keep-incomplete", "remove-at-most"))
        .flatMap(keys -> keys)
        .toList();
  }

  private static CalendarSpan span(String key, String value) {
    return CalendarSpan.parse(value)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + key
                        + "' cannot be '"
                        + value
                        + "'; write a whole number from 1 on and h, d, w, mo or y, as in 7d"));
  }

  private static int count(String key, String value) {
    if (!COUNT.matcher(value).matches() || Integer.parseInt(value) == 0) {
      throw new IllegalArgumentException(
          "'" + key + "' cannot be '" + value + "'; write a whole number from 1 on");
    }
    return Integer.parseInt(value);
  }

  private static int percent(String key, String value) {
    Matcher matcher = PERCENT.matcher(value);
    int percent = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    if (percent < 1 || percent > 100) {
      throw new IllegalArgumentException(
          "'" + key + "' cannot be '" + value + "'; write 1% to 100%");
    }
    return percent;
  }

  static String of(RetentionPolicy policy) {
    RetentionPolicy usual = RetentionPolicy.KEEP_EVERYTHING;
    Stream.Builder<String> parts = Stream.builder();
    policy.rules().stream().map(KeepRule::text).forEach(parts);
    if (policy.rules().isEmpty() || policy.keepAtLeast() != usual.keepAtLeast()) {
      parts.add("keep-at-least " + policy.keepAtLeast());
    }
    if (policy.keepIncomplete() != usual.keepIncomplete()) {
      parts.add("keep-incomplete " + policy.keepIncomplete());
    }
    if (policy.removeAtMost() != usual.removeAtMost()) {
      parts.add("remove-at-most " + policy.removeAtMost() + "%");
    }
    return parts.build().collect(Collectors.joining(", "));
  }
}
