package io.holdfast.core.plan;

import java.util.OptionalLong;

/** A named volume of the container engine. */
public record VolumeSource(
    VolumeRef volume,
    VolumeAccess access,
    QuiesceMode quiesce,
    Selection selection,
    OptionalLong maxSize)
    implements Source {

  /** A volume saved whole, read by whatever access works, its containers left alone. */
  public static VolumeSource of(String name) {
    return new VolumeSource(
        new VolumeRef.Named(name),
        VolumeAccess.AUTO,
        QuiesceMode.NONE,
        Selection.EVERYTHING,
        OptionalLong.empty());
  }

  @Override
  public String label() {
    return volume.toString();
  }
}
