package io.holdfast.core.plan;

/** How a plan names a volume. */
public sealed interface VolumeRef {

  /**
   * The volume's full name, as the engine lists it.
   *
   * @param name not blank
   */
  record Named(String name) implements VolumeRef {
    /**
     * A name that is not blank.
     *
     * @param name not blank
     * @throws IllegalArgumentException when it is
     */
    public Named {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a volume's name must not be empty");
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A volume by the names it has in a compose file, found through the labels {@code
   * com.docker.compose.project} and {@code com.docker.compose.volume}.
   *
   * @param project the compose project, not blank
   * @param volume its name in the compose file, not blank
   */
  record Compose(String project, String volume) implements VolumeRef {
    /**
     * Two names that are not blank.
     *
     * @param project the compose project, not blank
     * @param volume its name in the compose file, not blank
     * @throws IllegalArgumentException when one is
     */
    public Compose {
      if (project.isBlank() || volume.isBlank()) {
        throw new IllegalArgumentException("compose needs both a project and a volume");
      }
    }

    @Override
    public String toString() {
      return volume + " (compose project " + project + ")";
    }
  }
}
