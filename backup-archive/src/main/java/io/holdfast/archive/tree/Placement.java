package io.holdfast.archive.tree;

import io.holdfast.core.catalog.EntryPath;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Gives objects their places below a target, and decides whether what stands there makes way. A
 * place has the old object or the new one, and never half of one. Not thread-safe.
 */
final class Placement {
  private final TargetDirectories directories;
  private final boolean overwrite;

  /** What was placed in directories that others may have filled as well. */
  private final Set<EntryPath> amongOthers = new HashSet<>();

  /**
   * Begins with nothing placed.
   *
   * @param overwrite whether what others left makes way; a directory that is not empty never does
   */
  Placement(TargetDirectories directories, boolean overwrite) {
    this.directories = directories;
    this.overwrite = overwrite;
  }

  /** Makes an object at a path where nothing stands. */
  @FunctionalInterface
  interface Maker {
    void make(Path place) throws Problem, IOException;
  }

  /** A name beside a place, for what is to go there. */
  static Path temporary(Path at) {
    long number = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
    return at.resolveSibling(".holdfast-" + number + ".tmp");
  }

  /** Removes what did not get to its place. */
  static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // What stopped the writing is reported; the name tells what this is.
    }
  }

  /** Makes a directory, or takes the one that stands there. */
  void directory(EntryPath path, Path at) throws Problem, IOException {
    if (path.isRoot() && !directories.isFresh(path) && !overwrite) {
      throw new Problem("the directory is not empty, so its owner, mode and time were left");
    }
    if (directories.knows(path)) {
      return;
    }
    switch (Standing.at(at)) {
      case NOTHING -> directories.make(path, at);
      case DIRECTORY -> {
        if (!mayReplace(path)) {
          throw new Problem("a directory stands there already, its owner, mode and time were left");
        }
        directories.adopt(path, at);
      }
      case OTHER -> {
        requireReplaceable(path);
        Files.delete(at);
        directories.make(path, at);
      }
    }
  }

  /** Makes an object in its place. */
  void make(EntryPath path, Path at, Maker maker) throws Problem, IOException {
    if (Standing.at(at) == Standing.NOTHING) {
      maker.make(at);
      placed(path);
      return;
    }
    requireReplaceable(path);
    Path temporary = temporary(at);
    try {
      maker.make(temporary);
      move(path, temporary, at);
    } finally {
      // It is still there after a failure, or if it is another name of the very file it should
      // replace.
      discard(temporary);
    }
  }

  /** Moves a finished object to its place. */
  void move(EntryPath path, Path temporary, Path at) throws Problem, IOException {
    replace(path, temporary, at);
    placed(path);
  }

  private void replace(EntryPath path, Path temporary, Path at) throws Problem, IOException {
    if (!mayReplace(path)) {
      try {
        Files.move(temporary, at);
      } catch (FileAlreadyExistsException e) {
        throw new Problem("something stands there already");
      }
      return;
    }
    try {
      Files.move(temporary, at, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (Standing.at(at) != Standing.DIRECTORY) {
        throw e;
      }
      try {
        Files.delete(at);
      } catch (DirectoryNotEmptyException notEmpty) {
        throw new Problem("a directory that is not empty stands there");
      }
      directories.forget(path);
      Files.move(temporary, at, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** The object, other than a directory, that an earlier entry brought to a path. */
  Optional<Path> placedAt(EntryPath path) throws Problem, IOException {
    if (!directories.knowsParentOf(path) || !isOurs(path)) {
      return Optional.empty();
    }
    Path there = directories.resolve(path);
    return Standing.at(there) == Standing.OTHER ? Optional.of(there) : Optional.empty();
  }

  private void placed(EntryPath path) {
    if (!directories.isFresh(path)) {
      amongOthers.add(path);
    }
  }

  /** Whatever stands in a directory that was made here comes from an earlier entry. */
  private boolean isOurs(EntryPath path) {
    return directories.isFresh(path) || amongOthers.contains(path);
  }

  private boolean mayReplace(EntryPath path) {
    return overwrite || isOurs(path);
  }

  private void requireReplaceable(EntryPath path) throws Problem {
    if (!mayReplace(path)) {
      throw new Problem("something stands there already");
    }
  }

  /** What stands at a path. */
  private enum Standing {
    NOTHING,
    DIRECTORY,
    OTHER;

    static Standing at(Path path) throws IOException {
      try {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isDirectory()
            ? DIRECTORY
            : OTHER;
      } catch (NoSuchFileException e) {
        return NOTHING;
      }
    }
  }
}
