package io.holdfast.cli.doctor;

/**
 * One thing that was looked at.
 *
 * @param subject what was looked at, in a word or two
 * @param text what was found, and what to do about it where something is to be done
 */
public record Finding(Level level, String subject, String text) {

  /** How good it is. */
  public enum Level {
    OK,
    /** A run would work, but somebody should look at it. */
    WARNING,
    /** A run would fail. */
    FAILURE
  }

  static Finding ok(String subject, String text) {
    return new Finding(Level.OK, subject, text);
  }

  static Finding warning(String subject, String text) {
    return new Finding(Level.WARNING, subject, text);
  }

  static Finding failure(String subject, String text) {
    return new Finding(Level.FAILURE, subject, text);
  }
}
