package io.holdfast.core.restore;

import io.holdfast.core.EngineException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Origin;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.restore.RestoreRequest.Target;
import java.nio.file.FileSystem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the place of each source. Looks volumes up, and creates none. */
final class Placements {
  /** The source of what stands at the top level of an archive that is not ours. */
  private static final String TOP = ".";

  private final OpenArchive archive;
  private final ContainerEngine engine;

  Placements(OpenArchive archive, ContainerEngine engine) {
    this.archive = archive;
    this.engine = engine;
  }

  List<Placement> of(List<ArchivedSource> sources, Target target)
      throws RestoreStopped, EngineException, InterruptedException {
    List<Placement> placements = new ArrayList<>();
    if (target instanceof Target.IntoVolume into) {
      if (sources.size() != 1) {
        throw RestoreStopped.refused(
            "a volume takes exactly one source, and this selects "
                + SourceChoice.quoted(sources.stream().map(ArchivedSource::name).toList())
                + "; name one with --source");
      }
      // options of the source's own volume may point at a device that is not this volume's
      Volume plain = new Volume(into.volume(), "local", Map.of(), Map.of());
      placements.add(inVolume(sources.get(0), plain));
      return placements;
    }
    for (ArchivedSource source : sources) {
      placements.add(
          target instanceof Target.Directory directory
              ? new Placement.InDirectory(source, below(directory.path(), source))
              : original(source));
    }
    return placements;
  }

  /** A name from an archive is not to be trusted to stay below the directory. */
  private static Path below(Path directory, ArchivedSource source) throws RestoreStopped {
    try {
      Path place = directory.resolve(source.name()).normalize();
      boolean itself = place.equals(directory.normalize());
      if (place.startsWith(directory.normalize()) && (!itself || source.name().equals(TOP))) {
        return place;
      }
    } catch (InvalidPathException e) {
      throw inexpressible(source.name());
    }
    throw RestoreStopped.refused(
        "source '" + Printable.of(source.name()) + "' would leave " + directory);
  }

  private Placement original(ArchivedSource source)
      throws RestoreStopped, EngineException, InterruptedException {
    ArchiveInfo info =
        archive
            .info()
            .orElseThrow(
                () ->
                    RestoreStopped.refused(
                        "the archive does not say where its sources came from (it is not one of"
                            + " Holdfast's); use --to DIR, or --into-volume VOLUME with one"
                            + " --source"));
    Optional<Origin> origin =
        info.sources().stream()
            .filter(record -> record.name().equals(source.name()))
            .map(SourceRecord::origin)
            .findFirst();
    if (origin.isEmpty()) {
      throw RestoreStopped.refused(
          "the archive does not say where '"
              + Printable.of(source.name())
              + "' came from; use --to DIR");
    }
    if (origin.get() instanceof Origin.Volume volume) {
      return inVolume(
          source, new Volume(source.name(), volume.driver(), volume.options(), volume.labels()));
    }
    String path = ((Origin.Directory) origin.get()).path();
    return new Placement.InDirectory(source, absolute(path, source));
  }

  private Path absolute(String path, ArchivedSource source) throws RestoreStopped {
    FileSystem fileSystem = archive.file().getFileSystem();
    try {
      Path place = fileSystem.getPath(path);
      if (place.isAbsolute()) {
        return place.normalize();
      }
    } catch (InvalidPathException e) {
      throw inexpressible(path);
    }
    throw RestoreStopped.refused(
        "the recorded place of '"
            + Printable.of(source.name())
            + "' is not an absolute path: "
            + Printable.of(path)
            + "; use --to DIR");
  }

  private static RestoreStopped inexpressible(String path) {
    return RestoreStopped.refused(
        "the path "
            + Printable.of(path)
            + " cannot be used here; set LC_ALL=C.UTF-8 and try again");
  }

  private Placement inVolume(ArchivedSource source, Volume described)
      throws EngineException, InterruptedException {
    Optional<Volume> existing = engine.volume(described.name());
    return new Placement.InVolume(source, existing.orElse(described), existing.isPresent());
  }
}
