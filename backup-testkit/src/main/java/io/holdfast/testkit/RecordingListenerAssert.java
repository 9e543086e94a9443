package io.holdfast.testkit;

import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.EventText;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Assertions about the events of a job. */
public final class RecordingListenerAssert
    extends AbstractAssert<RecordingListenerAssert, RecordingListener> {
  RecordingListenerAssert(RecordingListener actual) {
    super(actual, RecordingListenerAssert.class);
  }

  /**
   * Events of these types came in this order, others between them or not.
   *
   * @param types records of {@link BackupEvent}
   * @return this
   */
  public RecordingListenerAssert heard(Class<?>... types) {
    isNotNull();
    List<Class<?>> all = actual.events().stream().<Class<?>>map(event -> event.getClass()).toList();
    Assertions.assertThat(all).as("types of events").containsSubsequence(types);
    return this;
  }

  /**
   * No event of this type came.
   *
   * @param type a record of {@link BackupEvent}
   * @return this
   */
  public RecordingListenerAssert neverHeard(Class<? extends BackupEvent> type) {
    isNotNull();
    Assertions.assertThat(actual.events(type)).isEmpty();
    return this;
  }

  /**
   * One line that a log has of the events has all these parts.
   *
   * @param parts all in one line, in any order
   * @return this
   */
  public RecordingListenerAssert heardLine(String... parts) {
    isNotNull();
    List<String> lines =
        actual.events().stream().flatMap(event -> EventText.lines(event).stream()).toList();
    Assertions.assertThat(lines)
        .as("lines of the log")
        .anySatisfy(line -> Assertions.assertThat(line).contains(parts));
    return this;
  }

  /**
   * One warning has all these parts.
   *
   * @param parts all in one message, in any order
   * @return this
   */
  public RecordingListenerAssert heardWarning(String... parts) {
    isNotNull();
    Assertions.assertThat(actual.warnings())
        .as("warnings")
        .anySatisfy(warning -> Assertions.assertThat(warning).contains(parts));
    return this;
  }

  /**
   * There was nothing to warn of.
   *
   * @return this
   */
  public RecordingListenerAssert heardNoWarning() {
    isNotNull();
    Assertions.assertThat(actual.warnings()).as("warnings").isEmpty();
    return this;
  }
}
