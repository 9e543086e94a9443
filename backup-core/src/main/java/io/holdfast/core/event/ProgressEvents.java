package io.holdfast.core.event;

import io.holdfast.core.catalog.ProgressListener;

/**
 * Turns many small steps into few progress events. {@link #close} tells the rest. Not thread-safe.
 */
public final class ProgressEvents implements ProgressListener, AutoCloseable {
  private static final long STEP = 4L << 20;

  private final EventReporter events;
  private long untold;

  /**
   * Counts for one phase, from zero.
   *
   * @param events what is told every few megabytes
   */
  public ProgressEvents(EventReporter events) {
    this.events = events;
  }

  @Override
  public void advanced(long bytes) {
    untold += bytes;
    if (untold >= STEP) {
      close();
    }
  }

  @Override
  public void close() {
    if (untold > 0) {
      long told = untold;
      untold = 0;
      events.tell(at -> new BackupEvent.Progressed(at, told));
    }
  }
}
