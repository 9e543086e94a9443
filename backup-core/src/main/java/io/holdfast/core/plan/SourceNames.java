package io.holdfast.core.plan;

import java.util.Arrays;

/** The rule for names of sources: a relative path that is safe as a path inside an archive. */
final class SourceNames {
  /** The folder inside every archive that holds Holdfast's own records. */
  private static final String RESERVED = ".holdfast";

  private SourceNames() {}

  static void requireValid(String name) {
    boolean sane =
        !name.isEmpty()
            && name.chars().noneMatch(c -> c == 0)
            && Arrays.stream(name.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!sane) {
      throw new IllegalArgumentException(
          "source name '" + name + "' must be a relative path without empty, '.' or '..' parts");
    }
    if (name.equals(RESERVED) || name.startsWith(RESERVED + "/")) {
      throw new IllegalArgumentException(
          "source name '"
              + name
              + "' is reserved for the archive's own records; give another name");
    }
  }
}
