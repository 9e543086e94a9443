package io.holdfast.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EarlyStartTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsUnderWayOnceItIsClosed(boolean writing) {
    try (EarlyStart start = EarlyStart.begin(writing)) {
      assertThat(start).isNotNull();
    }

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("holdfast-early-start");
  }

  @Test
  void anInterruptDoesNotCutItShortAndIsKept() {
    EarlyStart start = EarlyStart.begin(true);
    Thread.currentThread().interrupt();

    start.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("holdfast-early-start");
  }
}
