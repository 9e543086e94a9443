package io.holdfast.testkit;

import io.holdfast.core.EngineException;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.ContainerEngine.Quiesced;
import io.holdfast.core.plan.QuiesceMode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The containers of the fake engine and what was done to them. Thread-safe. */
final class FakeContainers {
  private final Map<String, Container> containers = new LinkedHashMap<>();
  private final Set<FakeQuiesced> away = new LinkedHashSet<>();

  /** What must happen before containers are brought back. */
  interface Gate {
    void pass(String names) throws EngineException;
  }

  synchronized void add(String name, Container.State state, List<String> mounted) {
    containers.put(name, new Container("id-of-" + name, name, state, mounted));
  }

  synchronized Container.State state(String container) {
    return Optional.ofNullable(containers.get(container))
        .map(Container::state)
        .orElseThrow(() -> new IllegalArgumentException("no container '" + container + "'"));
  }

  synchronized List<Container> users(Set<String> volumes) {
    return containers.values().stream()
        .filter(c -> c.volumes().stream().anyMatch(volumes::contains))
        .toList();
  }

  /** Where containers were sent away from their work that are still away. */
  synchronized List<OpenedHere> away() {
    return away.stream().filter(q -> !q.names.isEmpty()).map(q -> q.opened).toList();
  }

  synchronized Quiesced quiesce(Collection<Container> wanted, QuiesceMode mode, Gate gate) {
    List<String> running =
        wanted.stream()
            .map(Container::name)
            .filter(name -> mode != QuiesceMode.NONE && state(name) == Container.State.RUNNING)
            .toList();
    running.forEach(
        name ->
            change(
                name, mode == QuiesceMode.STOP ? Container.State.STOPPED : Container.State.PAUSED));
    FakeQuiesced quiesced = new FakeQuiesced(running, gate);
    away.add(quiesced);
    return quiesced;
  }

  private void change(String container, Container.State state) {
    containers.computeIfPresent(
        container, (name, c) -> new Container(c.id(), name, state, c.volumes()));
  }

  private synchronized void bringBack(FakeQuiesced quiesced) {
    away.remove(quiesced);
    quiesced.names.forEach(name -> change(name, Container.State.RUNNING));
  }

  /** Brings back what could not be when its time was over; names them. */
  synchronized List<String> recover() {
    List<FakeQuiesced> forgotten = away.stream().filter(q -> q.failed).toList();
    forgotten.forEach(this::bringBack);
    return forgotten.stream().flatMap(q -> q.names.stream()).toList();
  }

  private synchronized boolean isAway(FakeQuiesced quiesced) {
    return away.contains(quiesced);
  }

  private final class FakeQuiesced implements Quiesced {
    private final List<String> names;
    private final Gate gate;
    private final OpenedHere opened;
    private volatile boolean failed;

    FakeQuiesced(List<String> names, Gate gate) {
      this.names = names;
      this.gate = gate;
      this.opened = new OpenedHere("container " + String.join(", ", names) + " not brought back");
    }

    @Override
    public List<String> containers() {
      return names;
    }

    @Override
    public void close() throws EngineException {
      if (isAway(this)) {
        failed = true;
        gate.pass(String.join(", ", names));
        failed = false;
        bringBack(this);
      }
    }
  }
}
