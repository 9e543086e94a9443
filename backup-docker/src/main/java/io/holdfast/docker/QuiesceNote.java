package io.holdfast.docker;

import io.holdfast.core.EngineException;
import io.holdfast.core.engine.Container;
import io.holdfast.core.plan.QuiesceMode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A note that the engine keeps about containers that are stopped or paused for a while, so that the
 * next run can bring them back if this process dies before it does. It is a container that is never
 * started; its labels say what there is to do.
 */
final class QuiesceNote implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QuiesceNote.class);
  private static final String MODE_LABEL = "io.holdfast.quiesce";
  private static final String CONTAINERS_LABEL = "io.holdfast.quiesced";

  private final HelperContainer container;

  private QuiesceNote(HelperContainer container) {
    this.container = container;
  }

  /** What a note says. */
  record Task(QuiesceMode mode, List<String> containers) {
    /** Reads the labels of a container; empty when it is no note. */
    static Optional<Task> of(Map<String, String> labels) {
      String mode = labels.get(MODE_LABEL);
      String ids = labels.get(CONTAINERS_LABEL);
      if (mode == null || ids == null) {
        return Optional.empty();
      }
      boolean pause = mode.equals(label(QuiesceMode.PAUSE));
      return Optional.of(
          new Task(pause ? QuiesceMode.PAUSE : QuiesceMode.STOP, List.of(ids.split(","))));
    }
  }

  /** Writes notes. */
  record Book(Connection connection, Owner owner, EmptyImage image) {
    /**
     * Writes a note; where that does not work, a warning is logged, and the job goes on without.
     */
    Optional<QuiesceNote> write(QuiesceMode mode, Collection<Container> containers)
        throws InterruptedException {
      Map<String, String> labels =
          Map.of(
              MODE_LABEL,
              label(mode),
              CONTAINERS_LABEL,
              containers.stream().map(Container::id).collect(Collectors.joining(",")));
      try {
        return Optional.of(
            new QuiesceNote(
                HelperContainer.withoutVolume(connection, owner, image.require(), labels)));
      } catch (EngineException e) {
        LOG.warn(
            "should this process die now, its containers stay as they are: {}", e.getMessage());
        return Optional.empty();
      }
    }
  }

  private static String label(QuiesceMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  /** Leaves the note for the next {@link Leftovers}, of this process or another one. */
  void keep() {
    container.leaveBehind();
  }

  @Override
  public void close() {
    container.close();
  }
}
