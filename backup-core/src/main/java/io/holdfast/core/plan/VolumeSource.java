package io.holdfast.core.plan;

import java.util.OptionalLong;

/**
 * A named volume of the container engine.
 *
 * @param volume which one; looked up by each run, and never created
 * @param access how its content is reached
 * @param quiesce what happens to the running containers that use it while it is read
 * @param selection what of it is left out
 * @param maxSize the largest size in bytes that is still saved; empty for no limit
 */
public record VolumeSource(
    VolumeRef volume,
    VolumeAccess access,
    QuiesceMode quiesce,
    Selection selection,
    OptionalLong maxSize)
    implements Source {

  /**
   * A volume saved whole, read by whatever access works, its containers left alone.
   *
   * @param name the volume's full name, as the engine lists it
   * @return a source without excludes and limit
   * @throws IllegalArgumentException when the name is blank
   */
  public static VolumeSource of(String name) {
    return new VolumeSource(
        new VolumeRef.Named(name),
        VolumeAccess.AUTO,
        QuiesceMode.NONE,
        Selection.EVERYTHING,
        OptionalLong.empty());
  }

  /**
   * The same volume, with its running containers stopped or paused while it is read.
   *
   * @param mode what happens to them
   * @return a source that differs in nothing else
   */
  public VolumeSource quiescing(QuiesceMode mode) {
    return new VolumeSource(volume, access, mode, selection, maxSize);
  }

  @Override
  public String label() {
    return volume.toString();
  }
}
