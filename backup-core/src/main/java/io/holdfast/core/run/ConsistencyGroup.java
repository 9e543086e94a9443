package io.holdfast.core.run;

import io.holdfast.core.EngineException;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.run.ResolvedSource.OfVolume;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Neighbouring sources that are read while the same containers stand still, so that a container of
 * two volumes is stopped once and its volumes fit together.
 *
 * @param mode {@code NONE} exactly when no container needs to stand still
 */
record ConsistencyGroup(List<MeasuredSource> sources, QuiesceMode mode) {
  ConsistencyGroup {
    sources = List.copyOf(sources);
  }

  /** The volumes whose containers must stand still. */
  List<Volume> volumes() {
    return sources.stream()
        .map(MeasuredSource::source)
        .filter(OfVolume.class::isInstance)
        .map(source -> ((OfVolume) source).volume())
        .toList();
  }

  /** Divides sources into groups and keeps their order. */
  static List<ConsistencyGroup> of(List<MeasuredSource> sources, ContainerEngine engine)
      throws InterruptedException {
    List<ConsistencyGroup> groups = new ArrayList<>();
    Set<String> users = Set.of();
    for (MeasuredSource source : sources) {
      QuiesceMode mode = modeOf(source);
      Set<String> own = mode == QuiesceMode.NONE ? Set.of() : runningUsers(source, engine);
      ConsistencyGroup last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
      if (last != null && last.mode == mode && own.stream().anyMatch(users::contains)) {
        List<MeasuredSource> joined = new ArrayList<>(last.sources);
        joined.add(source);
        groups.set(groups.size() - 1, new ConsistencyGroup(joined, mode));
        users = new HashSet<>(users);
        users.addAll(own);
      } else {
        groups.add(new ConsistencyGroup(List.of(source), mode));
        users = own;
      }
    }
    return groups;
  }

  private static QuiesceMode modeOf(MeasuredSource source) {
    return source.source() instanceof OfVolume volume
        ? volume.source().quiesce()
        : QuiesceMode.NONE;
  }

  private static Set<String> runningUsers(MeasuredSource source, ContainerEngine engine)
      throws InterruptedException {
    if (!(source.source() instanceof OfVolume volume)) {
      return Set.of();
    }
    try {
      Set<String> ids = new HashSet<>();
      for (Container user : engine.users(List.of(volume.volume()))) {
        if (user.state() == Container.State.RUNNING) {
          ids.add(user.id());
        }
      }
      return ids;
    } catch (EngineException e) {
      // asked again, and reported, when the containers are to stand still
      return Set.of();
    }
  }
}
