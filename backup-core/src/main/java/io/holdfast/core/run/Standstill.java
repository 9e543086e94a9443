package io.holdfast.core.run;

import io.holdfast.core.EngineException;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.ContainerEngine.Quiesced;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.EventReporter;
import io.holdfast.core.plan.QuiesceMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The time in which the containers of a group stand still. Ends when it is closed. */
final class Standstill implements AutoCloseable {
  private final Optional<Quiesced> quiesced;
  private final EventReporter events;
  private final Consumer<List<String>> notResumed;
  private final Instant since;

  private Standstill(
      Optional<Quiesced> quiesced, EventReporter events, Consumer<List<String>> notResumed) {
    this.quiesced = quiesced;
    this.notResumed = notResumed;
    this.events = events;
    since = events.now();
  }

  /**
   * Stops or pauses what uses the group's volumes, if the group asks for it.
   *
   * @param notResumed hears of containers that could not be brought back
   */
  static Standstill of(
      ConsistencyGroup group,
      ContainerEngine engine,
      EventReporter events,
      Consumer<List<String>> notResumed)
      throws EngineException, InterruptedException {
    if (group.mode() == QuiesceMode.NONE) {
      return new Standstill(Optional.empty(), events, notResumed);
    }
    Quiesced quiesced = engine.quiesce(engine.users(group.volumes()), group.mode());
    Standstill standstill = new Standstill(Optional.of(quiesced), events, notResumed);
    if (!quiesced.containers().isEmpty()) {
      String how = group.mode() == QuiesceMode.PAUSE ? "paused" : "stopped";
      events.tell(at -> new BackupEvent.Quiesced(at, quiesced.containers(), how));
    }
    return standstill;
  }

  @Override
  public void close() {
    if (quiesced.isEmpty()) {
      return;
    }
    Quiesced containers = quiesced.get();
    List<String> names = containers.containers();
    // whoever cancels a backup does not want the containers to stay stopped
    boolean interrupted = Thread.interrupted();
    try {
      containers.close();
      if (!names.isEmpty()) {
        events.tell(at -> new BackupEvent.Resumed(at, names, events.since(since)));
      }
    } catch (EngineException e) {
      notResumed.accept(names);
      events.warn(
          "containers "
              + String.join(", ", names)
              + " may still stand still: "
              + e.getMessage()
              + "; look with 'docker ps -a' and start or unpause them");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
