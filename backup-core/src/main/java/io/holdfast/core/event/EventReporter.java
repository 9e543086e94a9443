package io.holdfast.core.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one run's events to a listener and dates them. A listener that throws is logged once and
 * then left alone: whoever watches a backup must not be able to fail it. Not thread-safe.
 */
public final class EventReporter {
  private static final Logger LOG = LoggerFactory.getLogger(EventReporter.class);

  private final BackupListener listener;
  private final Clock clock;
  private boolean muted;

  /**
   * Reports to one listener.
   *
   * @param listener what it throws ends its listening, nothing else
   * @param clock dates the events
   */
  public EventReporter(BackupListener listener, Clock clock) {
    this.listener = listener;
    this.clock = clock;
  }

  /** {@return the present, by the clock that dates the events} */
  public Instant now() {
    return clock.instant();
  }

  /**
   * The time that went by.
   *
   * @param start an earlier instant of the same clock
   * @return never negative, though clocks may be set
   */
  public Duration since(Instant start) {
    Duration took = Duration.between(start, now());
    return took.isNegative() ? Duration.ZERO : took;
  }

  /**
   * Tells an event that is made from the present instant.
   *
   * @param event called on this thread, unless the listener was left alone before
   */
  public void tell(Function<Instant, BackupEvent> event) {
    if (muted) {
      return;
    }
    try {
      listener.onEvent(event.apply(now()));
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      muted = true;
      LOG.warn("the listener of this run failed and is not called again; the run goes on", e);
    }
  }

  /**
   * Tells a {@link BackupEvent.Warning}.
   *
   * @param message one line for people
   */
  public void warn(String message) {
    tell(at -> new BackupEvent.Warning(at, message));
  }

  /**
   * Tells a {@link BackupEvent.Note}.
   *
   * @param message one line for people
   */
  public void note(String message) {
    tell(at -> new BackupEvent.Note(at, message));
  }
}
