package io.holdfast.core.text;

import java.time.Duration;
import java.util.Locale;

/** Durations in words: {@code 2.1 s}, {@code 31 s}, {@code 2 min 5 s}, {@code 3 h 12 min}. */
public final class TimeTaken {
  private TimeTaken() {}

  /**
   * Puts a duration into words: its two largest units that matter, below ten seconds with one
   * decimal.
   *
   * @param took a negative one counts as zero
   * @return numbers and units
   */
  public static String text(Duration took) {
    long millis = Math.max(0, took.toMillis());
    if (millis < 9_950) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = (millis + 500) / 1000;
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 60) {
      return minutes + " min " + seconds % 60 + " s";
    }
    return minutes / 60 + " h " + minutes % 60 + " min";
  }
}
