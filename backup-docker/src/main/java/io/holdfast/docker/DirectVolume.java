package io.holdfast.docker;

import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.plan.VolumeAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A volume that is read in its directory on this host. */
final class DirectVolume implements VolumeReader {
  private final DirectAccess access;
  private final InspectedVolume volume;
  private final Path directory;

  DirectVolume(DirectAccess access, InspectedVolume volume, Path directory) {
    this.access = access;
    this.volume = volume;
    this.directory = directory;
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
    if (!Files.isDirectory(directory)) {
      throw new SourceException(name + " was removed while it was read");
    }
    if (volume.isMountedOnUse() && !access.isMounted(directory)) {
      throw new SourceException(
          name
              + " was unmounted while it was read, because its last container stopped; use 'access:"
              + " helper'");
    }
    return List.of();
  }

  @Override
  public void close() {}
}
