package io.holdfast.archive.internal.tar;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.catalog.EntryPath;
import org.junit.jupiter.api.Test;

final class KnownPathsTest {

  @Test
  void knowsWhatWasAddedHoweverMuchThatIs() {
    KnownPaths paths = new KnownPaths();
    for (int i = 0; i < 5000; i++) {
      assertThat(paths.contains(path(i))).isFalse();
      paths.add(path(i));
      paths.add(path(i / 2));
    }
    for (int i = 0; i < 5000; i++) {
      assertThat(paths.contains(path(i))).isTrue();
      assertThat(paths.contains(path(-1 - i))).isFalse();
    }
  }

  private static EntryPath path(int number) {
    return EntryPath.of("folder/" + number);
  }
}
