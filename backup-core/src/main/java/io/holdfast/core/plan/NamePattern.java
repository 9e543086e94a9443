package io.holdfast.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A shell pattern for one part of a path: {@code *}, {@code ?}, {@code [a-z]} with {@code !} or
 * {@code ^} and the POSIX classes, and a backslash that takes the next character literally.
 * Immutable.
 */
final class NamePattern {
  /** The element that stands for any number of characters; every other one matches one. */
  private enum Any implements IntPredicate {
    STAR;

    @Override
    public boolean test(int character) {
      return true;
    }
  }

  private final List<IntPredicate> elements;

  private NamePattern(List<IntPredicate> elements) {
    this.elements = elements;
  }

  /**
   * Reads a pattern without slashes.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static NamePattern of(String text) {
    return new NamePattern(new Parser(text).parse());
  }

  /** Whether a part of a path, from {@code start} to {@code end}, matches as a whole. */
  boolean matches(String path, int start, int end) {
    int at = start;
    int element = 0;
    int afterStar = -1;
    int starAt = start;
    while (at < end) {
      int c = path.codePointAt(at);
      if (element < elements.size() && elements.get(element) == Any.STAR) {
        element++;
        afterStar = element;
        starAt = at;
      } else if (element < elements.size() && elements.get(element).test(c)) {
        element++;
        at += Character.charCount(c);
      } else if (afterStar >= 0) {
        starAt += Character.charCount(path.codePointAt(starAt));
        at = starAt;
        element = afterStar;
      } else {
        return false;
      }
    }
    while (element < elements.size() && elements.get(element) == Any.STAR) {
      element++;
    }
    return element == elements.size();
  }

  private static final class Parser {
    private final int[] text;
    private int at;

    Parser(String text) {
      this.text = text.codePoints().toArray();
    }

    List<IntPredicate> parse() {
      List<IntPredicate> elements = new ArrayList<>();
      while (at < text.length) {
        int c = text[at++];
        switch (c) {
          case '*' -> {
            if (elements.isEmpty() || elements.get(elements.size() - 1) != Any.STAR) {
              elements.add(Any.STAR);
            }
          }
          case '?' -> elements.add(any -> true);
          case '[' -> elements.add(set());
          case '\\' -> elements.add(literal(escaped()));
          default -> elements.add(literal(c));
        }
      }
      return List.copyOf(elements);
    }

    private IntPredicate set() {
      boolean negated = at < text.length && (text[at] == '!' || text[at] == '^');
      if (negated) {
        at++;
      }
      IntPredicate set = c -> false;
      boolean first = true;
      while (true) {
        int c = next();
        if (c == ']' && !first) {
          break;
        }
        first = false;
        if (c == '[' && at < text.length && text[at] == ':') {
          set = set.or(posixClass());
          continue;
        }
        int low = c == '\\' ? escaped() : c;
        if (at + 1 < text.length && text[at] == '-' && text[at + 1] != ']') {
          at++;
          int end = next();
          int high = end == '\\' ? escaped() : end;
          set = set.or(x -> x >= low && x <= high);
        } else {
          set = set.or(literal(low));
        }
      }
      return negated ? set.negate() : set;
    }

    private IntPredicate posixClass() {
      int end = at + 1;
      while (end + 1 < text.length && !(text[end] == ':' && text[end + 1] == ']')) {
        end++;
      }
      if (end + 1 >= text.length) {
        throw new IllegalArgumentException("'[:' has no ':]'");
      }
      String name = new String(text, at + 1, end - at - 1);
      at = end + 2;
      return switch (name) {
        case "alnum" -> c -> isAlpha(c) || isDigit(c);
        case "alpha" -> Parser::isAlpha;
        case "blank" -> c -> c == ' ' || c == '\t';
        case "cntrl" -> c -> c < ' ' || c == 0x7F;
        case "digit" -> Parser::isDigit;
        case "graph" -> c -> c > ' ' && c < 0x7F;
        case "lower" -> c -> c >= 'a' && c <= 'z';
        case "print" -> c -> c >= ' ' && c < 0x7F;
        case "punct" -> c -> c > ' ' && c < 0x7F && !isAlpha(c) && !isDigit(c);
        case "space" -> c -> c == ' ' || (c >= '\t' && c <= '\r');
        case "upper" -> c -> c >= 'A' && c <= 'Z';
        case "xdigit" -> c -> isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        default -> throw new IllegalArgumentException("unknown class '[:" + name + ":]'");
      };
    }

    private static boolean isAlpha(int c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(int c) {
      return c >= '0' && c <= '9';
    }

    private int next() {
      if (at == text.length) {
        throw new IllegalArgumentException("'[' has no ']'");
      }
      return text[at++];
    }

    private int escaped() {
      if (at == text.length) {
        throw new IllegalArgumentException("a backslash stands at its end");
      }
      return text[at++];
    }

    private static IntPredicate literal(int expected) {
      return c -> c == expected;
    }
  }
}
