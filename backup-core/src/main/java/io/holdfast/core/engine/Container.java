package io.holdfast.core.engine;

import java.util.List;

/**
 * A container that uses volumes.
 *
 * @param id the engine's id of it
 * @param name without the leading slash
 * @param state when it was listed
 * @param volumes names of the volumes it mounts
 */
public record Container(String id, String name, State state, List<String> volumes) {

  /** As far as quiescing needs to know. */
  public enum State {
    /** Its processes run, or are being started again. */
    RUNNING,

    /** Its processes are frozen. */
    PAUSED,

    /** It has no processes. */
    STOPPED
  }

  /**
   * A container with a copy of its volumes' names.
   *
   * @param volumes names of the volumes it mounts
   * @param id the engine's id of it
   * @param name without the leading slash
   * @param state when it was listed
   */
  public Container {
    volumes = List.copyOf(volumes);
  }
}
