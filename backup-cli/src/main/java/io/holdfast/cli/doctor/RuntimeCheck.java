package io.holdfast.cli.doctor;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Looks at the Java that runs this, and at its locale. */
public final class RuntimeCheck {
  private RuntimeCheck() {}

  /** What was found. */
  public static List<Finding> findings() {
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    Finding java =
        Finding.ok(
            "java",
            "Java "
                + Runtime.version().feature()
                + " ("
                + System.getProperty("java.vendor", "unknown")
                + "), "
                + heap
                + " MiB of heap, "
                + Runtime.getRuntime().availableProcessors()
                + " processors");
    String encoding = Objects.requireNonNullElse(System.getProperty("sun.jnu.encoding"), "unknown");
    boolean utf8 = encoding.toUpperCase(Locale.ROOT).equals(StandardCharsets.UTF_8.name());
    Finding locale =
        utf8
            ? Finding.ok("locale", "file names are read as UTF-8")
            : Finding.failure(
                "locale",
                "file names are read as "
                    + encoding
                    + ", and names with other characters cannot be saved; start with the holdfast"
                    + " script, or set LC_ALL=C.UTF-8");
    return List.of(java, locale);
  }
}
