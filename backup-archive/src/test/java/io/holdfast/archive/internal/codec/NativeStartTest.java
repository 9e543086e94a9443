package io.holdfast.archive.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NativeStartTest {
  @AfterEach
  void forgetTheInterrupt() {
    Thread.interrupted();
  }

  @Test
  void anInterruptReachesTheCallerAndNotTheAction() {
    Thread caller = Thread.currentThread();

    boolean seen =
        NativeStart.apart(
            () -> {
              caller.interrupt();
              // As JNA does when it starts: whoever waits here loses the interrupt
              return Thread.interrupted();
            });

    assertThat(seen).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }
}
