package io.holdfast.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Something that goes wrong while {@link FakeContainerEngine} serves the content of a volume. */
public sealed interface ReadFault {

  /**
   * The tar stream throws an {@link java.io.IOException} after that many bytes.
   *
   * @param bytes of the tar that come before
   */
  record FailAfter(long bytes) implements ReadFault {}

  /**
   * The tar stream ends after that many bytes as if that were all, and the transfer's own verdict
   * is good: what Docker's archive endpoint does when a file shrinks.
   *
   * @param bytes of the tar that come before
   */
  record EndAfter(long bytes) implements ReadFault {}

  /**
   * The tar stream waits, once, until the latch opens, the reader is closed or the thread
   * interrupted.
   *
   * @param bytes of the tar that come before
   * @param until opened by the test
   */
  record StallAfter(long bytes, CountDownLatch until) implements ReadFault {}

  /**
   * Every that many bytes of the stream take a second, by the clock: nothing sleeps.
   *
   * @param bytesPerSecond more than 0
   * @param clock moved on
   */
  record Slow(long bytesPerSecond, MutableClock clock) implements ReadFault {
    /**
     * A slow stream.
     *
     * @param bytesPerSecond more than 0
     * @param clock moved on
     * @throws IllegalArgumentException when it would never move
     */
    public Slow {
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException("no bytes a second would take for ever");
      }
    }

    void pass(long bytes) {
      clock.advance(Duration.ofNanos(bytes * 1_000_000_000 / bytesPerSecond));
    }
  }

  /**
   * {@code finish} names objects that could not be read.
   *
   * @param lines one for each object, as {@code finish} gives them
   */
  record Unreadable(List<String> lines) implements ReadFault {
    /**
     * Objects that could not be read, in a copy of the list.
     *
     * @param lines one for each object, as {@code finish} gives them
     */
    public Unreadable {
      lines = List.copyOf(lines);
    }

    /**
     * Objects that could not be read.
     *
     * @param lines one for each, as {@code finish} gives them
     */
    public Unreadable(String... lines) {
      this(List.of(lines));
    }
  }

  /**
   * {@code finish} says that what was read is not all: a helper's {@code tar} failed.
   *
   * @param message of the exception
   */
  record BadVerdict(String message) implements ReadFault {}
}
