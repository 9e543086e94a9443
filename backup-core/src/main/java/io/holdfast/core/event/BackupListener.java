package io.holdfast.core.event;

/**
 * Hears what happens, in order, on the thread that runs. A listener that throws is logged once and
 * not called again; it never fails a backup.
 */
@FunctionalInterface
public interface BackupListener {
  /** Hears nothing. */
  BackupListener NONE = event -> {};

  /**
   * Hears of one event. What it does takes time from the run.
   *
   * @param event of a kind that may be new to the listener; ignore what it does not know
   */
  void onEvent(BackupEvent event);

  /**
   * A listener that passes every event on to this one, then to {@code next}.
   *
   * @param next hears every event after this one; not, if this one throws
   * @return a listener that is as thread-safe as both
   */
  default BackupListener andThen(BackupListener next) {
    return event -> {
      onEvent(event);
      next.onEvent(event);
    };
  }
}
