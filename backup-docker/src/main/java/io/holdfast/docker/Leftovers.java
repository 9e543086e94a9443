package io.holdfast.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import com.google.common.base.Strings;
import io.holdfast.core.EngineException;
import io.holdfast.core.EngineException.Kind;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.plan.QuiesceMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears what dead processes left in the engine: helper containers, empty images, and containers
 * that were never started again.
 *
 * <p>Whose something is, its label says. A process of this machine is looked up; one of an earlier
 * boot is dead. Of a process on another machine, or in another process id space, nothing is known:
 * what it left is cleared when it is a week old and not running.
 *
 * <p>A label alone proves nothing: a container inherits those of its image, whoever made that. What
 * is cleared also bears a name that only this program gives.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final Duration OLD = Duration.ofDays(7);

  private final Connection connection;
  private final Owner self;
  private final Clock clock;
  private final List<String> cleared = new ArrayList<>();

  Leftovers(Connection connection, Owner self, Clock clock) {
    this.connection = connection;
    this.self = self;
    this.clock = clock;
  }

  /** Clears, and tells what, for people. */
  List<String> clear() throws EngineException, InterruptedException {
    List<Container> helpers =
        connection.call(
            "looking for old helper containers",
            engine ->
                engine
                    .listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(List.of(Owner.LABEL))
                    .exec());
    for (Container helper : helpers) {
      Map<String, String> labels = helper.getLabels();
      boolean idle = !"running".equals(helper.getState());
      Owner.State owner = owner(labels, helper.getCreated(), idle);
      if (!HelperContainer.isName(name(helper))) {
        continue;
      }
      if (owner == Owner.State.DEAD || connection.isLeftBehind(name(helper))) {
        clear(helper, labels);
      }
    }
    for (Image image :
        connection.call(
            "looking for old images",
            engine -> engine.listImagesCmd().withFilter("label", List.of(Owner.LABEL)).exec())) {
      if (owner(image.getLabels(), image.getCreated(), true) == Owner.State.DEAD) {
        clear(image);
      }
    }
    return List.copyOf(cleared);
  }

  private Owner.State owner(
      @Nullable Map<String, String> labels, @Nullable Long created, boolean idle) {
    Optional<Owner> owner =
        labels == null
            ? Optional.empty()
            : Owner.parse(Strings.nullToEmpty(labels.get(Owner.LABEL)));
    Owner.State state = owner.map(o -> o.stateSeenBy(self)).orElse(Owner.State.UNKNOWN);
    boolean old =
        created != null && Instant.ofEpochSecond(created).plus(OLD).isBefore(clock.instant());
    return state == Owner.State.UNKNOWN && idle && old ? Owner.State.DEAD : state;
  }

  private void clear(Container helper, Map<String, String> labels)
      throws EngineException, InterruptedException {
    Optional<QuiesceNote.Task> task = QuiesceNote.Task.of(labels);
    if (task.isPresent()) {
      Instant noted = Instant.ofEpochSecond(helper.getCreated());
      boolean all = true;
      for (String id : task.get().containers()) {
        all &= bringBack(id, task.get().mode(), noted);
      }
      if (!all) {
        // the note stays, and the next run tries again
        return;
      }
    }
    String name = name(helper);
    remove(
        "helper container " + name,
        engine -> HelperContainer.remove(engine, helper.getId(), false));
  }

  private void clear(Image image) throws InterruptedException {
    String[] tags = image.getRepoTags();
    if (tags == null || tags.length != 1 || !EmptyImage.isName(tags[0])) {
      return;
    }
    String name = tags[0];
    remove("image " + name, engine -> engine.removeImageCmd(name).exec());
  }

  private void remove(String what, Connection.Call<?> removal) throws InterruptedException {
    try {
      connection.call("removing " + what, connection.limits().removal(), removal);
      cleared.add("removed " + Printable.of(what) + ", which a dead run had left");
    } catch (EngineException e) {
      // it may be gone by now; if not, the next run meets it again
      LOG.info("left alone: {}", e.getMessage());
    }
  }

  /** Brings a container back if it still is as the dead run left it; false when that fails. */
  private boolean bringBack(String id, QuiesceMode mode, Instant noted)
      throws InterruptedException {
    try {
      InspectContainerResponse inspected =
          connection.call(
              "looking at container " + Printable.of(id),
              engine -> engine.inspectContainerCmd(id).exec());
      if (isAsLeft(inspected.getState(), mode, noted)) {
        String name = inspected.getName().substring(inspected.getName().startsWith("/") ? 1 : 0);
        Quiescing.bringBack(
            connection,
            new io.holdfast.core.engine.Container(
                id, name, io.holdfast.core.engine.Container.State.STOPPED, List.of()),
            mode);
        cleared.add(
            (mode == QuiesceMode.PAUSE ? "unpaused" : "started")
                + " container "
                + Printable.of(name)
                + ", which a dead run had "
                + (mode == QuiesceMode.PAUSE ? "paused" : "stopped"));
      }
      return true;
    } catch (EngineException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return true;
      }
      cleared.add("a dead run had stopped a container: " + e.getMessage());
      return false;
    }
  }

  private static boolean isAsLeft(
      InspectContainerResponse.ContainerState state, QuiesceMode mode, Instant noted) {
    if (mode == QuiesceMode.PAUSE) {
      return Boolean.TRUE.equals(state.getPaused());
    }
    // started after the note was written: then somebody else has stopped it since
    return !Boolean.TRUE.equals(state.getRunning())
        && Instant.parse(Objects.requireNonNull(state.getStartedAt()))
            .isBefore(noted.plusSeconds(1));
  }

  private static String name(Container container) {
    String[] names = container.getNames();
    return names == null || names.length == 0
        ? container.getId()
        : names[0].substring(names[0].startsWith("/") ? 1 : 0);
  }
}
