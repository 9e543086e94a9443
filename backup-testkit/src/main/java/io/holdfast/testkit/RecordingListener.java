package io.holdfast.testkit;

import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.BackupListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that keeps what it hears. Thread-safe. */
public final class RecordingListener implements BackupListener {
  private final List<BackupEvent> events = new CopyOnWriteArrayList<>();

  /** A listener that has heard nothing. */
  public RecordingListener() {}

  @Override
  public void onEvent(BackupEvent event) {
    events.add(event);
  }

  /** {@return all events so far, in order} */
  public List<BackupEvent> events() {
    return List.copyOf(events);
  }

  /**
   * The events of one type, in order.
   *
   * @param type a record of {@link BackupEvent}, or the whole interface
   * @param <E> the type
   * @return empty when none came
   */
  public <E extends BackupEvent> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /**
   * The one event of a type.
   *
   * @param type a record of {@link BackupEvent}
   * @param <E> the type
   * @return the event
   * @throws AssertionError when there is none, or more than one
   */
  public <E extends BackupEvent> E only(Class<E> type) {
    List<E> found = events(type);
    if (found.size() != 1) {
      throw new AssertionError(
          "expected one " + type.getSimpleName() + ", not " + found.size() + ", in " + events);
    }
    return found.get(0);
  }

  /** {@return the messages of all warnings, in order} */
  public List<String> warnings() {
    return events(BackupEvent.Warning.class).stream().map(BackupEvent.Warning::message).toList();
  }

  /** Forgets what was heard. */
  public void clear() {
    events.clear();
  }

  @Override
  public String toString() {
    return events.toString();
  }
}
