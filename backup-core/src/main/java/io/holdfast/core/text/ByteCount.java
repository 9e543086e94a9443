package io.holdfast.core.text;

import java.util.Locale;

/** Numbers of bytes in words: {@code 156.2 MB}, in powers of 1000. */
public final class ByteCount {
  private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

  private ByteCount() {}

  /**
   * The number in words.
   *
   * @param bytes 0 or more
   * @return at most one decimal, and a unit
   */
  public static String text(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double amount = bytes / 1000.0;
    int unit = 0;
    // 999.95 would be printed as 1000.0
    while (amount >= 999.95 && unit < UNITS.length - 1) {
      amount /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
  }
}
