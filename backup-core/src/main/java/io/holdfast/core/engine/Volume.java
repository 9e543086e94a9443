package io.holdfast.core.engine;

import java.util.Map;
import java.util.Optional;

/**
 * A named volume as the engine describes it.
 *
 * @param name as the engine lists it
 * @param driver that made it, such as {@code local}
 * @param options what its driver was given
 * @param labels what it was labelled with
 */
public record Volume(
    String name, String driver, Map<String, String> options, Map<String, String> labels) {
  private static final String COMPOSE_PROJECT = "com.docker.compose.project";
  private static final String COMPOSE_VOLUME = "com.docker.compose.volume";

  /**
   * A volume with copies of its options and labels.
   *
   * @param options what its driver was given
   * @param name as the engine lists it
   * @param driver that made it, such as {@code local}
   * @param labels what it was labelled with
   */
  public Volume {
    options = Map.copyOf(options);
    labels = Map.copyOf(labels);
  }

  /** {@return the compose project it belongs to; empty when it was not made by compose} */
  public Optional<String> composeProject() {
    return Optional.ofNullable(labels.get(COMPOSE_PROJECT));
  }

  /** {@return the name it has in its compose file; empty when it was not made by compose} */
  public Optional<String> composeVolume() {
    return Optional.ofNullable(labels.get(COMPOSE_VOLUME));
  }
}
