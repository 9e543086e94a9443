package io.holdfast.core.restore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathPatternTest {

  @ParameterizedTest
  @CsvSource({
    "a, a, true",
    "a, a/b/c, true",
    "a, ab, false",
    "a/b, a, false",
    "'', x/y, true",
    "., x/y, true",
    "*, x/y, true",
    "*/y, x/y, true",
    "*/z, x/y, false",
    "a?c, abc, true",
    "a?c, a/c, false",
    "a*c, a/c, false",
    "**, x, true",
    "**/y, y, true",
    "**/y, a/b/y/z, true",
    "a/**/z, a/z, true",
    "a/**/z, a/b/c/z, true",
    "a/**/z, a/b/c, false",
    "a/**, a, true",
    "a/**, b/a, false",
    "[ab]x, bx, true",
    "[!ab]x, bx, false",
    "[!ab]x, cx, true",
    "[a-c]x, bx, true",
    "[]]x, ]x, true",
    "[a-]x, -x, true",
    "[^.]x, ^x, true",
    "[, [, true",
    "\\*, *, true",
    "\\*, a, false",
    "a.b, axb, false",
    "a(b|c), a(b|c), true",
    "/a//b/, a/b, true"
  })
  void matchesByParts(String pattern, String path, boolean matches) {
    assertThat(new PathPattern(pattern).matches(PathPattern.parts(path))).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({"a*, a*, true", "a*, ab, false", "[1], [1]/x, true", "a, ab, false", "a/b, a, false"})
  void spellsOnlyWhatIsWritten(String pattern, String path, boolean spells) {
    assertThat(new PathPattern(pattern).spells(PathPattern.parts(path))).isEqualTo(spells);
  }
}
