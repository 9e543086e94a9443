package io.holdfast.core.event;

/**
 * Hears what happens, in order, on the thread that runs. A listener that throws is logged once and
 * not called again; it never fails a backup.
 */
@FunctionalInterface
public interface BackupListener {
  /** Hears nothing. */
  BackupListener NONE = event -> {};

  void onEvent(BackupEvent event);

  /** A listener that passes every event on to this one, then to {@code next}. */
  default BackupListener andThen(BackupListener next) {
    return event -> {
      onEvent(event);
      next.onEvent(event);
    };
  }
}
