package io.holdfast.core.plan;

import java.util.regex.Pattern;

/**
 * The name of a plan; the first part of its archives' file names. Letters, digits, {@code _},
 * {@code .} and {@code -}, starting with a letter or digit, at most 100 characters.
 *
 * @param value the name as people write it
 */
public record PlanName(String value) {
  private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

  /**
   * A name that follows the rule.
   *
   * @param value the name as people write it
   * @throws IllegalArgumentException when it does not; the message is for people
   */
  public PlanName {
    if (!GRAMMAR.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "plan name '"
              + value
              + "' must be 1 to 100 letters, digits, '_', '.' or '-', starting with a letter or digit");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
