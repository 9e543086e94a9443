package io.holdfast.core.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A pattern for paths, matched part by part. {@code *}, {@code ?} and {@code [a-z]} stay within a
 * part, a part {@code **} stands for any number of parts, a backslash takes the next character
 * literally. What matches the beginning of a path matches all below it; {@code a} never matches
 * {@code ab}.
 */
final class PathPattern {
  private static final String ANY_DEPTH = "**";

  private final String text;
  private final List<String> literal;

  /** A compiled part for each of the literal ones; an empty pattern for {@code **}. */
  private final List<Part> parts;

  private record Part(boolean anyDepth, Pattern pattern) {}

  PathPattern(String text) {
    this.text = text;
    literal = parts(text);
    parts = literal.stream().map(PathPattern::compile).toList();
  }

  /** The parts of a path; {@code ./x}, {@code /x} and {@code x/} are {@code x}. */
  static List<String> parts(String path) {
    // Asked of every entry of an archive, hence neither a regular expression nor a stream
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      if (end > start && !(end == start + 1 && path.charAt(start) == '.')) {
        parts.add(path.substring(start, end));
      }
      start = end + 1;
    }
    return parts;
  }

  boolean hasWildcards() {
    return text.chars().anyMatch(c -> "*?[\\".indexOf(c) >= 0);
  }

  /** Whether the path, or a directory it lies in, is spelled exactly as this pattern. */
  boolean spells(List<String> path) {
    return path.size() >= literal.size() && path.subList(0, literal.size()).equals(literal);
  }

  /** Whether the path, or a directory it lies in, matches. */
  boolean matches(List<String> path) {
    // reached.get(i): the first i parts of the pattern can stand for the path so far
    boolean[] reached = start();
    if (reached[parts.size()]) {
      return true;
    }
    for (String name : path) {
      reached = step(reached, name);
      if (reached[parts.size()]) {
        return true;
      }
    }
    return false;
  }

  private boolean[] start() {
    boolean[] reached = new boolean[parts.size() + 1];
    reached[0] = true;
    skipAnyDepth(reached);
    return reached;
  }

  private boolean[] step(boolean[] reached, String name) {
    boolean[] next = new boolean[reached.length];
    for (int i = 0; i < parts.size(); i++) {
      if (reached[i]) {
        Part part = parts.get(i);
        if (part.anyDepth()) {
          next[i] = true;
        } else if (part.pattern().matcher(name).matches()) {
          next[i + 1] = true;
        }
      }
    }
    skipAnyDepth(next);
    return next;
  }

  /** {@code **} may stand for no part at all. */
  private void skipAnyDepth(boolean[] reached) {
    for (int i = 0; i < parts.size(); i++) {
      if (reached[i] && parts.get(i).anyDepth()) {
        reached[i + 1] = true;
      }
    }
  }

  private static Part compile(String part) {
    return new Part(part.equals(ANY_DEPTH), Pattern.compile(regex(part), Pattern.DOTALL));
  }

  private static String regex(String part) {
    StringBuilder regex = new StringBuilder();
    int i = 0;
    while (i < part.length()) {
      char c = part.charAt(i);
      int end = c == '[' ? part.indexOf(']', i + 2) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (end > 0) {
        regex.append(set(part.substring(i + 1, end)));
        i = end;
      } else if (c == '\\' && i + 1 < part.length()) {
        regex.append(Pattern.quote(part.substring(++i, i + 1)));
      } else {
        regex.append(Pattern.quote(part.substring(i, i + 1)));
      }
      i++;
    }
    return regex.toString();
  }

  /** The inside of a bracket expression: ranges stay ranges, all else is taken literally. */
  private static String set(String inside) {
    boolean negated = inside.startsWith("!") || inside.startsWith("^");
    String members = negated ? inside.substring(1) : inside;
    List<String> items = new ArrayList<>();
    for (int i = 0; i < members.length(); i++) {
      if (i + 2 < members.length()
          && members.charAt(i + 1) == '-'
          && members.charAt(i) <= members.charAt(i + 2)) {
        items.add(escaped(members.charAt(i)) + "-" + escaped(members.charAt(i + 2)));
        i += 2;
      } else {
        items.add(escaped(members.charAt(i)));
      }
    }
    return (negated ? "[^" : "[") + String.join("", items) + "]";
  }

  private static String escaped(char c) {
    return Character.isLetterOrDigit(c) ? String.valueOf(c) : "\\x{" + Integer.toHexString(c) + "}";
  }

  /** The pattern as it was given. */
  @Override
  public String toString() {
    return text;
  }
}
