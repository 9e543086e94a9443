package io.holdfast.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.holdfast.core.EngineException;
import io.holdfast.core.EngineException.Kind;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.ContainerEngine.Quiesced;
import io.holdfast.core.plan.QuiesceMode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stops or pauses containers one after the other, and brings them back in the opposite order. A
 * container has its own grace period to stop. Bringing back goes on when one of them fails, and
 * cannot be interrupted.
 */
final class Quiescing implements Quiesced {
  private static final int NOT_MODIFIED = 304;
  private static final String SWARM_TASK = "com.docker.swarm.task.id";
  // docker-java has no field for it
  private static final String STOP_TIMEOUT = "StopTimeout";
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
  private static final Duration LONGEST_GRACE = Duration.ofHours(1);

  private final Connection connection;
  private final QuiesceMode mode;
  private final Deque<Container> quieted = new ArrayDeque<>();
  private final List<String> names = new ArrayList<>();
  private Optional<QuiesceNote> note = Optional.empty();

  private Quiescing(Connection connection, QuiesceMode mode) {
    this.connection = connection;
    this.mode = mode;
  }

  /**
   * Quiets those of the containers that are running. When one of them cannot be, the others are
   * brought back.
   *
   * @param notes where to write down what is stopped, in case this process dies
   */
  static Quiesced of(
      Connection connection,
      QuiesceNote.Book notes,
      Collection<Container> containers,
      QuiesceMode mode)
      throws EngineException, InterruptedException {
    Quiescing quiescing = new Quiescing(connection, mode);
    List<Container> running =
        mode == QuiesceMode.NONE
            ? List.of()
            : containers.stream().filter(c -> c.state() == Container.State.RUNNING).toList();
    if (running.isEmpty()) {
      return quiescing;
    }
    if (mode == QuiesceMode.STOP) {
      for (Container container : running) {
        quiescing.refuseUnstoppable(container);
      }
    }
    try {
      quiescing.note = notes.write(mode, running);
      for (Container container : running) {
        quiescing.quiet(container);
      }
      return quiescing;
    } catch (EngineException | InterruptedException | RuntimeException e) {
      try {
        quiescing.close();
      } catch (EngineException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  @Override
  public synchronized List<String> containers() {
    return List.copyOf(names);
  }

  private void refuseUnstoppable(Container container) throws EngineException, InterruptedException {
    Optional<InspectContainerResponse> found = inspect(container);
    if (found.isEmpty()) {
      return;
    }
    InspectContainerResponse inspected = found.get();
    Boolean autoRemove = inspected.getHostConfig().getAutoRemove();
    if (autoRemove != null && autoRemove) {
      throw new EngineException(
          Kind.OTHER,
          name(container)
              + " cannot be stopped for a while: it was started with --rm and would be removed; use"
              + " 'quiesce: pause', or start it without --rm");
    }
    var labels = inspected.getConfig().getLabels();
    if (labels != null && labels.containsKey(SWARM_TASK)) {
      throw new EngineException(
          Kind.OTHER,
          name(container)
              + " cannot be stopped for a while: its Swarm service would start another one in its"
              + " place; use 'quiesce: pause', or scale the service down around the backup");
    }
  }

  private void quiet(Container container) throws EngineException, InterruptedException {
    if (mode == QuiesceMode.PAUSE) {
      pause(container);
      return;
    }
    Duration limit = grace(container).plus(connection.limits().call());
    boolean stopped;
    try {
      // from here on it may be stopping, whatever happens to the answer
      remember(container);
      stopped = connection.call("stopping " + name(container), limit, engine -> stop(container));
    } catch (EngineException | InterruptedException | RuntimeException e) {
      if (e instanceof EngineException refused && refused.kind() == Kind.NOT_FOUND) {
        forget(container);
        return;
      }
      settle(container, limit, e);
      throw e;
    }
    if (!stopped) {
      forget(container);
    }
  }

  private void pause(Container container) throws EngineException, InterruptedException {
    remember(container);
    try {
      connection.call(
          "pausing " + name(container), engine -> engine.pauseContainerCmd(container.id()).exec());
    } catch (EngineException e) {
      if (isQuietAlready(container, e)) {
        forget(container);
        return;
      }
      throw e;
    }
  }

  /** Whether the engine refused because somebody else was faster. */
  private boolean isQuietAlready(Container container, EngineException refusal)
      throws EngineException, InterruptedException {
    if (refusal.kind() == Kind.NOT_FOUND) {
      return true;
    }
    if (!(refusal.getCause() instanceof ConflictException)) {
      return false;
    }
    return inspect(container)
        .map(InspectContainerResponse::getState)
        .map(
            state ->
                Boolean.TRUE.equals(state.getPaused()) || !Boolean.TRUE.equals(state.getRunning()))
        .orElse(true);
  }

  /** Lets a stop that may be under way come to its end: what is still running cannot be started. */
  private void settle(Container container, Duration limit, Exception failure) {
    try {
      connection.callAnyway("stopping " + name(container), limit, engine -> stop(container));
    } catch (EngineException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Stops with the container's own grace period, which docker-java's command would replace by its
   * own.
   */
  private boolean stop(Container container) throws Exception {
    try (Response response =
        connection.execute(
            Request.builder()
                .method(Request.Method.POST)
                .path("/containers/" + container.id() + "/stop")
                .build())) {
      return response.getStatusCode() != NOT_MODIFIED;
    }
  }

  private Duration grace(Container container) throws EngineException, InterruptedException {
    Object seconds =
        inspect(container)
            .map(inspected -> inspected.getConfig().getRawValues().get(STOP_TIMEOUT))
            .orElse(null);
    if (!(seconds instanceof Number number)) {
      return DEFAULT_GRACE;
    }
    boolean endless = number.longValue() < 0 || number.longValue() > LONGEST_GRACE.toSeconds();
    return endless ? LONGEST_GRACE : Duration.ofSeconds(number.longValue());
  }

  /** Looks at a container; empty when it is gone. */
  private Optional<InspectContainerResponse> inspect(Container container)
      throws EngineException, InterruptedException {
    try {
      return Optional.of(
          connection.call(
              "looking at " + name(container),
              engine -> engine.inspectContainerCmd(container.id()).exec()));
    } catch (EngineException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private synchronized void remember(Container container) {
    quieted.push(container);
    names.add(container.name());
  }

  private synchronized void forget(Container container) {
    quieted.remove(container);
    names.remove(container.name());
  }

  @Override
  public synchronized void close() throws EngineException {
    @Nullable EngineException failure = null;
    boolean leftAway = false;
    while (!quieted.isEmpty()) {
      Container container = quieted.pop();
      try {
        bringBack(connection, container, mode);
      } catch (EngineException e) {
        leftAway |= e.kind() != Kind.NOT_FOUND;
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    // the next run reads a note that is kept, and tries again
    note.ifPresent(leftAway ? QuiesceNote::keep : QuiesceNote::close);
    if (failure == null) {
      return;
    }
    if (failure.getSuppressed().length == 0) {
      throw failure;
    }
    StringBuilder all = new StringBuilder(String.valueOf(failure.getMessage()));
    for (Throwable other : failure.getSuppressed()) {
      all.append("; ").append(other.getMessage());
    }
    throw new EngineException(failure.kind(), all.toString(), failure);
  }

  /** Starts or unpauses one; nothing happens when it is running already. */
  static void bringBack(Connection connection, Container container, QuiesceMode mode)
      throws EngineException {
    boolean paused = mode == QuiesceMode.PAUSE;
    String what = (paused ? "unpausing " : "starting ") + name(container) + " again";
    try {
      connection.callAnyway(
          what,
          connection.limits().call(),
          engine -> {
            if (!paused) {
              engine.startContainerCmd(container.id()).exec();
            } else if (Boolean.TRUE.equals(
                engine.inspectContainerCmd(container.id()).exec().getState().getPaused())) {
              engine.unpauseContainerCmd(container.id()).exec();
            }
            return true;
          });
    } catch (EngineException e) {
      if (e.getCause() instanceof NotModifiedException) {
        return;
      }
      throw new EngineException(
          e.kind(),
          e.getMessage()
              + "; try: docker "
              + (paused ? "unpause " : "start ")
              + Printable.of(container.name()),
          e);
    }
  }

  private static String name(Container container) {
    return "container '" + Printable.of(container.name()) + "'";
  }
}
