package io.holdfast.core.restore;

import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.engine.Volume;
import java.nio.file.Path;

/** Where one source goes. */
sealed interface Placement {

  ArchivedSource source();

  /** The place, for people. */
  String target();

  /** Into a directory of this host. */
  record InDirectory(ArchivedSource source, Path directory) implements Placement {
    @Override
    public String target() {
      return Printable.of(directory.toString());
    }
  }

  /**
   * Into a volume.
   *
   * @param exists whether it is there already; otherwise it is made as described
   */
  record InVolume(ArchivedSource source, Volume volume, boolean exists) implements Placement {
    @Override
    public String target() {
      return "volume " + Printable.of(volume.name());
    }
  }
}
