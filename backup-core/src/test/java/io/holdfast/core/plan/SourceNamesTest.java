package io.holdfast.core.plan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a source cannot be called, whoever names it. */
final class SourceNamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a\0b"})
  void aNameStaysWhereItIsPut(String name) {
    assertThatThrownBy(() -> SourceNames.requireValid(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be a relative path");
  }

  @ParameterizedTest
  @ValueSource(strings = {".holdfast", ".holdfast/manifest"})
  void theRecordsKeepTheirPlace(String name) {
    assertThatThrownBy(() -> SourceNames.requireValid(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reserved");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b", "...", ".hidden", ".holdfast2", "a/.holdfast", " "})
  void otherNamesAreGood(String name) {
    assertThatCode(() -> SourceNames.requireValid(name)).doesNotThrowAnyException();
  }
}
