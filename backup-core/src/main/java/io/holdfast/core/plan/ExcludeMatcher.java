package io.holdfast.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells what a list of exclude patterns leaves out, by the rules of gitignore(5): the last pattern
 * that matches decides, {@code !} takes back in, a slash at the end means directories only, a slash
 * elsewhere ties the pattern to the source's root, {@code **} stands for any number of directories.
 * What is in an excluded directory cannot be taken back in.
 *
 * <p>Unlike git, {@code ?} and {@code [...]} match a character, not a byte, and a pattern that
 * could never match is an error. Immutable.
 */
public final class ExcludeMatcher {
  /** Later patterns first. */
  private final List<Rule> rules;

  private ExcludeMatcher(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * Reads patterns; empty ones and comments are none.
   *
   * @param patterns in the order of a file; later ones win
   * @return a matcher that may be shared between threads
   * @throws IllegalArgumentException naming the first pattern that is invalid
   */
  public static ExcludeMatcher of(List<String> patterns) {
    List<Rule> rules = new ArrayList<>();
    for (String pattern : patterns) {
      try {
        Rule.of(pattern).ifPresent(rule -> rules.add(0, rule));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "exclude pattern '" + pattern + "' is invalid: " + e.getMessage(), e);
      }
    }
    return new ExcludeMatcher(List.copyOf(rules));
  }

  /**
   * Whether an object is left out, given that no directory above it is: for a walk that does not
   * enter what is excluded.
   *
   * @param path relative to the source, {@code /}-separated; the empty path is the source itself
   *     and never excluded
   * @param directory whether the object is a directory; a link to one is not
   * @return whether it is left out
   */
  public boolean excludes(String path, boolean directory) {
    if (path.isEmpty()) {
      return false;
    }
    for (Rule rule : rules) {
      if (rule.matches(path, directory)) {
        return !rule.negated;
      }
    }
    return false;
  }

  /**
   * Whether an object, or any directory above it, is left out: for a stream that meets everything.
   *
   * @param path relative to the source, {@code /}-separated; the empty path is never excluded
   * @param directory whether the object is a directory; a link to one is not
   * @return whether it is left out
   */
  public boolean excludesOrBelowExcluded(String path, boolean directory) {
    if (rules.isEmpty()) {
      return false;
    }
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (excludes(path.substring(0, slash), true)) {
        return true;
      }
    }
    return excludes(path, directory);
  }

  /**
   * One pattern.
   *
   * @param parts of the path; {@link #ANY_PARTS} stands for {@code **}
   * @param anchored whether the parts begin at the source's root; otherwise there is one, for the
   *     last name
   */
  private record Rule(
      boolean negated, boolean directoryOnly, boolean anchored, List<NamePattern> parts) {
    private static final NamePattern ANY_PARTS = NamePattern.of("**");

    static Optional<Rule> of(String pattern) {
      String text = withoutTrailingSpaces(pattern);
      if (text.isEmpty() || text.startsWith("#")) {
        return Optional.empty();
      }
      boolean negated = text.startsWith("!");
      if (negated) {
        text = text.substring(1);
      }
      boolean directoryOnly = text.endsWith("/");
      if (directoryOnly) {
        text = text.substring(0, text.length() - 1);
      }
      boolean anchored = text.indexOf('/') >= 0;
      if (text.startsWith("/")) {
        text = text.substring(1);
      }
      if (text.isEmpty()) {
        throw new IllegalArgumentException("it names nothing");
      }
      return Optional.of(new Rule(negated, directoryOnly, anchored, parts(text, anchored)));
    }

    private static List<NamePattern> parts(String text, boolean anchored) {
      List<NamePattern> parts = new ArrayList<>();
      for (String name : text.split("/", -1)) {
        if (name.isEmpty()) {
          throw new IllegalArgumentException("two slashes follow each other");
        }
        if (name.equals(".") || name.equals("..")) {
          throw new IllegalArgumentException("'" + name + "' is no name in a source");
        }
        parts.add(anchored && name.equals("**") ? ANY_PARTS : NamePattern.of(name));
      }
      return List.copyOf(parts);
    }

    boolean matches(String path, boolean directory) {
      if (directoryOnly && !directory) {
        return false;
      }
      return anchored ? matchesParts(path) : matchesName(path);
    }

    private boolean matchesName(String path) {
      return parts.get(0).matches(path, path.lastIndexOf('/') + 1, path.length());
    }

    private boolean matchesParts(String path) {
      int start = 0;
      int part = 0;
      int afterAny = -1;
      int anyStart = 0;
      while (start <= path.length()) {
        int slash = path.indexOf('/', start);
        int end = slash < 0 ? path.length() : slash;
        if (part < parts.size() && parts.get(part) == ANY_PARTS) {
          if (part == parts.size() - 1) {
            return true;
          }
          part++;
          afterAny = part;
          anyStart = start;
        } else if (part < parts.size() && parts.get(part).matches(path, start, end)) {
          part++;
          start = end + 1;
        } else if (afterAny >= 0) {
          int next = path.indexOf('/', anyStart);
          anyStart = next < 0 ? path.length() + 1 : next + 1;
          start = anyStart;
          part = afterAny;
        } else {
          return false;
        }
      }
      return part == parts.size();
    }

    private static String withoutTrailingSpaces(String pattern) {
      int end = pattern.length();
      while (end > 0 && pattern.charAt(end - 1) == ' ' && !isEscaped(pattern, end - 1)) {
        end--;
      }
      return pattern.substring(0, end);
    }

    private static boolean isEscaped(String pattern, int at) {
      int backslashes = 0;
      while (at - backslashes > 0 && pattern.charAt(at - backslashes - 1) == '\\') {
        backslashes++;
      }
      return backslashes % 2 == 1;
    }
  }
}
