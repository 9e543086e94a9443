package io.holdfast.docker;

import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.plan.VolumeAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A volume that is read in its directory on this host. */
final class DirectVolume implements VolumeReader {
  private final DirectAccess access;
  private final InspectedVolume volume;
  private final Path directory;
  private final Optional<Object> identity;

  DirectVolume(DirectAccess access, InspectedVolume volume, Path directory) {
    this.access = access;
    this.volume = volume;
    this.directory = directory;
    this.identity = identity(directory);
  }

  @Override
  public VolumeAccess access() {
    return VolumeAccess.DIRECT;
  }

  @Override
  public Content content() {
    return new Content.Tree(directory);
  }

  @Override
  public List<String> finish() throws SourceException {
    String name = "volume '" + Printable.of(volume.volume().name()) + "'";
    if (volume.isMountedOnUse() && !access.isMounted(directory)) {
      throw new SourceException(
          name
              + " was unmounted while it was read, because its last container stopped; use 'access:"
              + " helper'");
    }
    if (identity.isEmpty() || !identity.equals(identity(directory))) {
      throw new SourceException(
          name + " was removed while it was read; run again if it is there again");
    }
    return List.of();
  }

  /**
   * What tells the directory from one that is made anew under its name; empty if it is gone. A new
   * one may well get the old one's number, but then something has changed in the directory above,
   * which is the engine's and has nothing to do with the volume's content.
   */
  private static Optional<Object> identity(Path directory) {
    try {
      String attributes = "unix:dev,ino,ctime";
      Map<String, Object> own =
          Files.readAttributes(directory, attributes, LinkOption.NOFOLLOW_LINKS);
      Map<String, Object> above =
          Files.readAttributes(directory.resolve(".."), attributes, LinkOption.NOFOLLOW_LINKS);
      return Optional.of(List.of(own.get("dev"), own.get("ino"), above));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {}
}
