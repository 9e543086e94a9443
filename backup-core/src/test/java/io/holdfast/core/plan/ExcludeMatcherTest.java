package io.holdfast.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExcludeMatcherTest {

  /** A path that ends in a slash is a directory. Git 2.39 says the same of every row. */
  @ParameterizedTest(name = "{0} excludes {1}: {2}")
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '"',
      value = {
        "*.tmp,a.tmp,true",
        "*.tmp,x/y/a.tmp,true",
        "*.tmp,a.tmp.gz,false",
        "cache/,cache/,true",
        "cache/,cache,false",
        "cache/,x/cache/,true",
        "/cache,cache,true",
        "/cache,x/cache,false",
        "a/b,a/b,true",
        "a/b,x/a/b,false",
        "a/b/,a/b/,true",
        "a/b/,a/b,false",
        "**/b,b,true",
        "**/b,x/y/b,true",
        "**/a/b,x/a/b,true",
        "a/**,a/,false",
        "a/**,a/x,true",
        "a/**,a/x/y,true",
        "a/**/b,a/b,true",
        "a/**/b,a/x/b,true",
        "a/**/b,a/x/y/b,true",
        "a/**/b,a/x/bb,false",
        "a/**/b/**/c,a/b/x/b/y/c,true",
        "a/**/b/**/c,a/c/b,false",
        "**,x/y,true",
        "a**/b,aa/b,true",
        "a**/b,a/x/b,false",
        "a*c/d,abc/d,true",
        "a*c/d,ab/c/d,false",
        "?.log,a.log,true",
        "?.log,.log,false",
        "?.log,ab.log,false",
        "[a-c]x,bx,true",
        "[a-c]x,dx,false",
        "[!a-c]x,dx,true",
        "[^a-c]x,ax,false",
        "[]x]y,]y,true",
        "[a-]y,-y,true",
        "[[:digit:]]z,5z,true",
        "[[:upper:]_]z,_z,true",
        "[[:upper:]]z,az,false",
        "[\\]]z,]z,true",
        "\\#a,#a,true",
        "\\!a,!a,true",
        "a\\*b,a*b,true",
        "a\\*b,axb,false",
        "end\\ ,end ,true",
        "end  ,end,true",
        "*,anything,true",
        "*a*b*c*,xxaxxbxxcxx,true",
        "*a*b*c*,xxaxxcxxbxx,false",
        "*.*,noext,false",
        "[a-c]?é*,bxéz,true",
        "a?b,a\uD83D\uDE00b,true",
      })
  void matchesAsGitDoes(String pattern, String path, boolean excluded) {
    boolean directory = path.endsWith("/");
    String name = directory ? path.substring(0, path.length() - 1) : path;

    assertThat(ExcludeMatcher.of(List.of(pattern)).excludes(name, directory)).isEqualTo(excluded);
  }

  @Test
  void lastMatchingPatternDecides() {
    ExcludeMatcher matcher = ExcludeMatcher.of(List.of("*.log", "!keep.log", "x/*.log"));

    assertThat(matcher.excludes("a.log", false)).isTrue();
    assertThat(matcher.excludes("keep.log", false)).isFalse();
    assertThat(matcher.excludes("x/keep.log", false)).isTrue();
  }

  @Test
  void whatIsInAnExcludedDirectoryCannotBeTakenBackIn() {
    ExcludeMatcher matcher = ExcludeMatcher.of(List.of("cache/", "!cache/keep", "!keep"));

    assertThat(matcher.excludesOrBelowExcluded("cache/keep", false)).isTrue();
    assertThat(matcher.excludesOrBelowExcluded("x/cache/y/keep", false)).isTrue();
    assertThat(matcher.excludesOrBelowExcluded("keep", false)).isFalse();
    assertThat(matcher.excludes("cache/keep", false)).isFalse();
  }

  @Test
  void commentsAndEmptyPatternsAndTheRootAreNothing() {
    ExcludeMatcher matcher = ExcludeMatcher.of(List.of("# note", "", "   ", "**"));

    assertThat(matcher.excludes("", true)).isFalse();
    assertThat(ExcludeMatcher.of(List.of("# note", " ")).excludes("# note", false)).isFalse();
    assertThat(ExcludeMatcher.of(List.of()).excludesOrBelowExcluded("a/b", false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "!", "!/", "a//b", "[a", "a\\", "[[:nope:]]", "../x", "./x", "[a/b]", "[[:x"})
  void refusesPatternsThatCannotMatch(String pattern) {
    assertThatThrownBy(() -> ExcludeMatcher.of(List.of("fine", pattern)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("exclude pattern '" + pattern + "' is invalid: ");
  }

  @Test
  void manyStarsTakeNoLongTime() {
    ExcludeMatcher matcher = ExcludeMatcher.of(List.of("*a".repeat(40) + "b"));

    assertThat(matcher.excludes("a".repeat(4000), false)).isFalse();
  }
}
