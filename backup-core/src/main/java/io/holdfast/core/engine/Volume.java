package io.holdfast.core.engine;

import java.util.Map;
import java.util.Optional;

/** A named volume as the engine describes it. */
public record Volume(
    String name, String driver, Map<String, String> options, Map<String, String> labels) {
  private static final String COMPOSE_PROJECT = "com.docker.compose.project";
  private static final String COMPOSE_VOLUME = "com.docker.compose.volume";

  public Volume {
    options = Map.copyOf(options);
    labels = Map.copyOf(labels);
  }

  public Optional<String> composeProject() {
    return Optional.ofNullable(labels.get(COMPOSE_PROJECT));
  }

  /** The name it has in its compose file. */
  public Optional<String> composeVolume() {
    return Optional.ofNullable(labels.get(COMPOSE_VOLUME));
  }
}
