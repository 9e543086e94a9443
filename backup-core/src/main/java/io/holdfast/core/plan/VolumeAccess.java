package io.holdfast.core.plan;

/** How a volume's content is reached. */
public enum VolumeAccess {
  /** The first of the others that works. */
  AUTO,
  /**
   * Read the volume's mountpoint on this host: fastest and most faithful; needs the rights to read
   * it.
   */
  DIRECT,
  /** {@code tar} in a temporary container that mounts the volume read-only. */
  HELPER,
  /** The engine's archive endpoint on a container that is never started; needs no image. */
  COPY
}
