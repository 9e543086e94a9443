package io.holdfast.archive.internal.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.EntryPath;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Gives objects their places below a target, and decides whether what stands there makes way. A
 * place has the old object or the new one, and never half of one. Not thread-safe.
 */
final class Placement {
  /** What is remembered of an object beside its path. */
  private static final int BYTES_PER_OBJECT = 100;

  private final TargetDirectories directories;
  private final boolean overwrite;

  /** Bytes of memory for {@link #amongOthers}. */
  private long room;

  /** What was placed in directories that others may have filled as well. */
  private final Set<EntryPath> amongOthers = new HashSet<>();

  /**
   * Begins with nothing placed.
   *
   * @param overwrite whether what others left makes way; a directory that is not empty never does
   */
  Placement(TargetDirectories directories, boolean overwrite) {
    this(directories, overwrite, Runtime.getRuntime().maxMemory() / 4 * 3);
  }

  Placement(TargetDirectories directories, boolean overwrite, long room) {
    this.directories = directories;
    this.overwrite = overwrite;
    this.room = room;
  }

  /**
   * Makes an object at a name.
   *
   * <p>Throws {@link FileAlreadyExistsException} when something stands there.
   */
  @FunctionalInterface
  interface Maker {
    void make(TargetDirectory directory, String name) throws Problem, IOException;
  }

  /** Removes what did not get to its place. */
  static void discard(TargetDirectory directory, String temporary) {
    try {
      directory.delete(temporary);
    } catch (IOException e) {
      // What stopped the writing is reported; the name tells what this is.
    }
  }

  /** Makes a directory, or takes the one that stands there. */
  void directory(EntryPath path) throws Problem, IOException, DestinationException {
    if (path.isRoot() && !directories.isFresh(path) && !overwrite) {
      throw new Problem("the directory is not empty, so its owner, mode and time were left");
    }
    if (directories.knows(path)) {
      return;
    }
    Place at = directories.place(path);
    try {
      directories.make(path, at);
      return;
    } catch (FileAlreadyExistsException e) {
      // Whether it makes way depends on what it is.
    }
    if (at.directory().standing(at.name()) == TargetDirectory.Standing.DIRECTORY) {
      if (!mayReplace(path)) {
        throw new Problem("a directory stands there already, its owner, mode and time were left");
      }
      directories.adopt(path, at);
      return;
    }
    requireReplaceable(path);
    at.directory().delete(at.name());
    directories.make(path, at);
  }

  /** Makes an object in its place. */
  void make(EntryPath path, Maker maker) throws Problem, IOException, DestinationException {
    Place at = directories.place(path);
    try {
      maker.make(at.directory(), at.name());
      placed(path);
      return;
    } catch (FileAlreadyExistsException e) {
      requireReplaceable(path);
    }
    String temporary = TemporaryName.make();
    try {
      maker.make(at.directory(), temporary);
      move(path, at, temporary);
    } finally {
      // It is still there after a failure, or if it is another name of the very file it should
      // replace.
      discard(at.directory(), temporary);
    }
  }

  /** Moves a finished object to its place. */
  void move(EntryPath path, Place at, String temporary)
      throws Problem, IOException, DestinationException {
    replace(path, at, temporary);
    placed(path);
  }

  private void replace(EntryPath path, Place at, String temporary) throws Problem, IOException {
    TargetDirectory directory = at.directory();
    if (!mayReplace(path)) {
      try {
        directory.renameToNew(temporary, at.name());
      } catch (FileAlreadyExistsException e) {
        throw new Problem("something stands there already");
      }
      return;
    }
    try {
      directory.rename(temporary, at.name());
    } catch (IOException e) {
      if (directory.standing(at.name()) != TargetDirectory.Standing.DIRECTORY) {
        throw e;
      }
      try {
        directory.deleteDirectory(at.name());
      } catch (DirectoryNotEmptyException notEmpty) {
        throw new Problem("a directory that is not empty stands there");
      }
      directories.forget(path);
      directory.rename(temporary, at.name());
    }
  }

  /** Where the object is, other than a directory, that an earlier entry brought to a path. */
  Optional<Place> placedAt(EntryPath path) throws Problem, IOException, DestinationException {
    if (!directories.knowsParentOf(path) || !isOurs(path) || directories.knows(path)) {
      return Optional.empty();
    }
    Place there = directories.place(path);
    return there.directory().standing(there.name()) == TargetDirectory.Standing.NOTHING
        ? Optional.empty()
        : Optional.of(there);
  }

  private void placed(EntryPath path) throws DestinationException {
    if (!directories.isFresh(path) && amongOthers.add(path)) {
      room -= BYTES_PER_OBJECT + path.latin1().length();
      if (room < 0) {
        throw new DestinationException(
            "the archive has more objects for directories that were there before than fit into the"
                + " memory of this process; restore into an empty directory, or give it more:"
                + " HOLDFAST_JAVA_OPTS=-Xmx1g");
      }
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
}
