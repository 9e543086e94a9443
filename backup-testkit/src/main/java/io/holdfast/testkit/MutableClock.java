package io.holdfast.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands still until a test moves it. Thread-safe; clocks made by {@link #withZone}
 * move along.
 */
public final class MutableClock extends Clock {
  private final Time time;
  private final ZoneId zone;

  /** The instant that a clock and its siblings in other zones share. */
  private static final class Time {
    private Instant now;

    Time(Instant now) {
      this.now = now;
    }

    synchronized Instant now() {
      return now;
    }

    synchronized void set(Instant instant) {
      now = instant;
    }

    synchronized void advance(Duration by) {
      now = now.plus(by);
    }
  }

  private MutableClock(Time time, ZoneId zone) {
    this.time = time;
    this.zone = zone;
  }

  /**
   * A clock in UTC.
   *
   * @param instant where it stands at first
   * @return a clock of its own time
   */
  public static MutableClock at(Instant instant) {
    return new MutableClock(new Time(instant), ZoneOffset.UTC);
  }

  /**
   * A clock in UTC.
   *
   * @param instant as in {@code 2025-10-24T10:25:03Z}
   * @return a clock of its own time
   */
  public static MutableClock at(String instant) {
    return at(Instant.parse(instant));
  }

  /**
   * Moves the clock on, or back by a negative duration.
   *
   * @param by added to the present
   */
  public void advance(Duration by) {
    time.advance(by);
  }

  /**
   * Sets the clock.
   *
   * @param instant the present from now on
   */
  public void set(Instant instant) {
    time.set(instant);
  }

  @Override
  public Instant instant() {
    return time.now();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new MutableClock(time, other);
  }
}
