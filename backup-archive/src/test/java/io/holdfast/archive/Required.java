package io.holdfast.archive;

import org.junit.jupiter.api.Assumptions;

/**
 * What some tests need of the machine. Where it is missing they are skipped, but fail with {@code
 * HOLDFAST_REQUIRE_DISKS=true}, as a system property or in the environment.
 */
public final class Required {
  private static final String REQUIRE = "HOLDFAST_REQUIRE_DISKS";

  private Required() {}

  /** Goes on only where {@code holds}. */
  public static void of(boolean holds, String otherwise) {
    boolean required = Boolean.getBoolean(REQUIRE) || Boolean.parseBoolean(System.getenv(REQUIRE));
    if (required && !holds) {
      throw new AssertionError(REQUIRE + " is set, but " + otherwise);
    }
    Assumptions.assumeTrue(holds, otherwise);
  }
}
