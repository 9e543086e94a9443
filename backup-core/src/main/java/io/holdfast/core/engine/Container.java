package io.holdfast.core.engine;

import java.util.List;

/**
 * A container that uses volumes.
 *
 * @param volumes names of the volumes it mounts
 */
public record Container(String id, String name, State state, List<String> volumes) {

  /** As far as quiescing needs to know. */
  public enum State {
    RUNNING,
    PAUSED,
    STOPPED
  }

  public Container {
    volumes = List.copyOf(volumes);
  }
}
