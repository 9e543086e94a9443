package io.holdfast.testkit;

import io.holdfast.core.EngineException;
import io.holdfast.core.engine.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The volumes of the fake engine, by name. Guarded by the engine. */
final class FakeVolumes {
  private final Map<String, FakeVolume> volumes = new TreeMap<>();

  /** Adds a volume, in the place of one with its name. */
  void add(FakeVolume volume) {
    volumes.put(volume.description.name(), volume);
  }

  void addIfAbsent(FakeVolume volume) {
    volumes.putIfAbsent(volume.description.name(), volume);
  }

  void remove(FakeVolume volume) {
    volumes.remove(volume.description.name());
  }

  List<Volume> descriptions() {
    return volumes.values().stream().map(v -> v.description).toList();
  }

  Optional<Volume> description(String name) {
    return Optional.ofNullable(volumes.get(name)).map(v -> v.description);
  }

  /** The volume that a caller of the engine asks for; it may be gone. */
  FakeVolume find(Volume volume) throws EngineException {
    return Optional.ofNullable(volumes.get(volume.name()))
        .orElseThrow(
            () ->
                new EngineException(
                    EngineException.Kind.NOT_FOUND, "no volume '" + volume.name() + "'"));
  }

  /** The volume that a test talks about; it must be there. */
  FakeVolume known(String volume) {
    return Optional.ofNullable(volumes.get(volume))
        .orElseThrow(() -> new IllegalArgumentException("no volume '" + volume + "'"));
  }
}
