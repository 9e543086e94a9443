package io.holdfast.core.run;

import io.holdfast.core.EngineException;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord.Origin;
import io.holdfast.core.catalog.SourceRecord.Outcome;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.Source;
import io.holdfast.core.plan.VolumeRef;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.run.ResolvedSource.Absent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks for a plan's sources. The engine is asked only when the plan has a volume. */
final class SourceResolver {
  private final ContainerEngine engine;
  private final DirectoryProbe directories;

  SourceResolver(ContainerEngine engine, DirectoryProbe directories) {
    this.engine = engine;
    this.directories = directories;
  }

  static boolean hasVolumes(BackupPlan plan) {
    return plan.sources().stream().anyMatch(VolumeSource.class::isInstance);
  }

  /** The sources in the plan's order, found or not. */
  List<ResolvedSource> resolve(BackupPlan plan) throws EngineException, InterruptedException {
    List<Volume> volumes = hasVolumes(plan) ? engine.volumes() : List.of();
    List<ResolvedSource> resolved = new ArrayList<>();
    for (Source source : plan.sources()) {
      if (source instanceof VolumeSource volume) {
        resolved.add(resolve(volume, volumes));
      } else if (source instanceof DirectorySource directory) {
        resolved.add(resolve(directory, plan));
      }
    }
    return resolved;
  }

  private ResolvedSource resolve(DirectorySource source, BackupPlan plan) {
    String path = "directory '" + Printable.of(source.path().toString()) + "'";
    for (Path mount : plan.mountsFor(source.path())) {
      if (!directories.isMountPoint(mount)) {
        return absent(
            source,
            Outcome.MISSING,
            path + " is not read: nothing is mounted on " + Printable.of(mount.toString()));
      }
    }
    return switch (directories.look(source.path())) {
      case MISSING -> absent(source, Outcome.MISSING, path + " does not exist");
      case NOT_A_DIRECTORY -> absent(source, Outcome.MISSING, path + " is not a directory");
      case UNREADABLE ->
          absent(source, Outcome.FAILED, path + " cannot be listed; run as a user who may read it");
      case EMPTY, FILLED -> new ResolvedSource.OfDirectory(source, leaveOut(source, plan));
    };
  }

  /** What lies below the directory and belongs to another source, or is the destination. */
  private static Set<Path> leaveOut(DirectorySource source, BackupPlan plan) {
    Path root = source.path().normalize();
    Set<Path> inside = new HashSet<>();
    for (Source other : plan.sources()) {
      if (other instanceof DirectorySource directory && isBelow(directory.path(), root)) {
        inside.add(directory.path().normalize());
      }
    }
    if (isBelow(plan.destination(), root)) {
      inside.add(plan.destination().normalize());
    }
    return inside;
  }

  static boolean isBelow(Path path, Path root) {
    Path normal = path.normalize();
    return normal.startsWith(root.normalize()) && !normal.equals(root.normalize());
  }

  private static Absent absent(DirectorySource source, Outcome outcome, String problem) {
    Origin origin = new Origin.Directory(source.path().toString());
    return new Absent(source, source.name(), SourceKind.DIRECTORY, origin, outcome, problem);
  }

  private static ResolvedSource resolve(VolumeSource source, List<Volume> volumes) {
    VolumeRef ref = source.volume();
    if (ref instanceof VolumeRef.Compose compose) {
      return resolve(source, compose, volumes);
    }
    String name = ref.toString();
    for (Volume volume : volumes) {
      if (volume.name().equals(name)) {
        return new ResolvedSource.OfVolume(source, volume);
      }
    }
    String problem = "volume '" + Printable.of(name) + "' does not exist";
    return absent(source, name, problem + NameHints.forVolume(name, volumes));
  }

  private static ResolvedSource resolve(
      VolumeSource source, VolumeRef.Compose wanted, List<Volume> volumes) {
    List<Volume> matches =
        volumes.stream()
            .filter(v -> v.composeProject().filter(wanted.project()::equals).isPresent())
            .filter(v -> v.composeVolume().filter(wanted.volume()::equals).isPresent())
            .toList();
    if (matches.size() == 1) {
      return new ResolvedSource.OfVolume(source, matches.get(0));
    }
    String wish =
        "volume '"
            + Printable.of(wanted.volume())
            + "' of compose project '"
            + Printable.of(wanted.project())
            + "'";
    String problem =
        matches.isEmpty()
            ? wish + " does not exist" + NameHints.forVolume(wanted.volume(), volumes)
            : wish
                + " is not unique: "
                + matches.stream().map(NameHints::described).collect(Collectors.joining(", "))
                + "; give the volume's full name";
    // the name that compose gives such a volume
    return absent(source, wanted.project() + "_" + wanted.volume(), problem);
  }

  private static Absent absent(VolumeSource source, String name, String problem) {
    Origin origin = new Origin.Volume("", Map.of(), Map.of(), "");
    return new Absent(source, name, SourceKind.VOLUME, origin, Outcome.MISSING, problem);
  }
}
