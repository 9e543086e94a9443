package io.holdfast.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns for one part of a path, after fnmatch(3). */
final class NamePatternTest {

  /** Each class with all characters of ASCII, and one beyond, that it holds. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alnum|[0-9A-Za-z]",
        "alpha|[A-Za-z]",
        "blank|[ \\t]",
        "cntrl|[\\x00-\\x1f\\x7f]",
        "digit|[0-9]",
        "graph|[!-~]",
        "lower|[a-z]",
        "print|[ -~]",
        "punct|[!-/:-@\\[-`{-~]",
        "space|[ \\t\\n\\x0b\\f\\r]",
        "upper|[A-Z]",
        "xdigit|[0-9A-Fa-f]",
      })
  void aClassHoldsWhatPosixSays(String name, String same) {
    NamePattern in = NamePattern.of("[[:" + name + ":]]");
    NamePattern out = NamePattern.of("[^[:" + name + ":]]");
    for (char c = 0; c < 0x100; c++) {
      String text = String.valueOf(c);
      assertThat(matches(in, text)).as("%s of %d", name, (int) c).isEqualTo(text.matches(same));
      assertThat(matches(out, text))
          .as("no %s of %d", name, (int) c)
          .isNotEqualTo(text.matches(same));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "[a-c],b,true",
    "[a-c],d,false",
    "[c-a],b,false",
    "[a-],-,true",
    "[]a],],true",
    "[!]a],],false",
    "[!]a],b,true",
    "[\\]],],true",
    "[a\\-c],b,false",
    "[a\\-c],-,true",
    "[+-\\-],-,true",
    "[a[],[,true",
    "[[:digit:]x-z],5,true",
    "[[:digit:]x-z],y,true",
    "[[:digit:]x-z],w,false",
    "a**b,ab,true",
    "a*b*c,a-b-b-c,true",
    "a*b*c,a-b-b,false",
    "*,a,true",
    "a*,a,true",
    "?,\uD83D\uDE00,true",
    "*x,\uD83D\uDE00x,true",
    "??,\uD83D\uDE00,false",
    "a\\*,a*,true",
    "a\\*,ab,false",
    "ab,a,false",
    "a,ab,false",
  })
  void matchesAsAShellDoes(String pattern, String name, boolean expected) {
    assertThat(matches(NamePattern.of(pattern), name)).isEqualTo(expected);
  }

  @Test
  void matchesAPartOfAPathOnly() {
    assertThat(NamePattern.of("b*").matches("a/bc/d", 2, 4)).isTrue();
    assertThat(NamePattern.of("b*").matches("a/bc/d", 0, 1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "[a", "[!", "[]", "[a-", "[[:alpha:]", "[[:alpha", "[[:alpha:"})
  void aSetHasToEnd(String pattern) {
    assertThatThrownBy(() -> NamePattern.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\", "[a\\", "[a-\\"})
  void aBackslashNeedsSomethingToTakeLiterally(String pattern) {
    assertThatThrownBy(() -> NamePattern.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("backslash");
  }

  @Test
  void anUnknownClassIsNamed() {
    assertThatThrownBy(() -> NamePattern.of("[[:word:]]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown class '[:word:]'");
  }

  private static boolean matches(NamePattern pattern, String name) {
    return pattern.matches(name, 0, name.length());
  }
}
