package io.holdfast.core.plan;

import java.util.List;

/** Tells what a list of exclude patterns leaves out. Immutable. */
public final class ExcludeMatcher {
  private final List<String> patterns;

  private ExcludeMatcher(List<String> patterns) {
    this.patterns = patterns;
  }

  /**
   * Reads patterns.
   *
   * @throws IllegalArgumentException naming the first pattern that is no pattern
   */
  public static ExcludeMatcher of(List<String> patterns) {
    return new ExcludeMatcher(List.copyOf(patterns));
  }

  /**
   * Whether an object is left out, given that no directory above it is.
   *
   * @param path relative to the source, {@code /}-separated
   */
  public boolean excludes(String path, boolean directory) {
    throw new IllegalStateException("being written: " + patterns + path + directory);
  }

  /** Whether an object, or any directory above it, is left out. */
  public boolean excludesOrBelowExcluded(String path, boolean directory) {
    return excludes(path, directory);
  }
}
