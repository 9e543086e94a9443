package io.holdfast.core.restore;

import io.holdfast.core.EngineException;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.run.DirectoryProbe;
import io.holdfast.core.run.DirectoryProbe.State;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what a restore would write over. A whole source needs an empty place; single paths only
 * need their own names to be free, whatever stands beside them.
 */
final class Conflicts {
  private final ContainerEngine engine;
  private final DirectoryProbe directories;

  Conflicts(ContainerEngine engine, DirectoryProbe directories) {
    this.engine = engine;
    this.directories = directories;
  }

  /** Why the place cannot be written to at all, for people. */
  Optional<String> obstacle(Placement placement) {
    if (placement instanceof Placement.InDirectory in
        && directories.look(in.directory()) == State.NOT_A_DIRECTORY) {
      return Optional.of(in.target() + " is not a directory; move it away or use --to DIR");
    }
    return Optional.empty();
  }

  /** What would be written over, for people. */
  Optional<String> find(Placement placement, EntrySelection selection)
      throws EngineException, InterruptedException {
    EntrySelection.Extent extent = selection.extent(placement.source());
    if (placement instanceof Placement.InDirectory in) {
      return selection.isPartial() ? taken(in.directory(), extent) : filled(in.directory());
    }
    Placement.InVolume in = (Placement.InVolume) placement;
    if (!in.exists() || engine.isEmpty(in.volume())) {
      return Optional.empty();
    }
    Optional<Path> mountpoint =
        selection.isPartial() ? engine.mountpoint(in.volume()) : Optional.empty();
    return mountpoint.isPresent()
        ? taken(mountpoint.get(), extent)
        : Optional.of(in.target() + " is not empty");
  }

  private Optional<String> filled(Path directory) {
    return switch (directories.look(directory)) {
      case MISSING, EMPTY -> Optional.empty();
      case FILLED -> Optional.of(Printable.of(directory.toString()) + " is not empty");
      case UNREADABLE -> Optional.of(Printable.of(directory.toString()) + " cannot be listed");
      case NOT_A_DIRECTORY ->
          Optional.of(Printable.of(directory.toString()) + " is not a directory");
    };
  }

  private Optional<String> taken(Path root, EntrySelection.Extent extent) {
    if (directories.look(root) == State.MISSING) {
      return Optional.empty();
    }
    for (Map.Entry<EntryPath, Boolean> asked : extent.asked().entrySet()) {
      boolean directory = asked.getValue();
      Optional<Path> place = resolve(root, asked.getKey());
      if (place.isEmpty()) {
        continue;
      }
      State state = directories.look(place.get());
      boolean free = state == State.MISSING || (directory && state != State.NOT_A_DIRECTORY);
      if (!free) {
        return Optional.of(Printable.of(place.get().toString()) + " exists");
      }
    }
    return Optional.empty();
  }

  /** Empty for names that this locale cannot express; writing takes care not to replace those. */
  private static Optional<Path> resolve(Path root, EntryPath path) {
    try {
      return Optional.of(root.resolve(path.text()));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
