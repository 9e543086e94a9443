package io.holdfast.archive.internal.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Printable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The directory into which everything goes. Its path is followed as the user gave it, but for its
 * last names where an archive has a say in them.
 *
 * @param unfollowed how many of the last names must not be links
 */
record TargetRoot(Path path, int unfollowed, Optional<HeldDirectory.Calls> calls) {
  private static final int AS_THE_UMASK_SAYS = 0777;

  /** The calls for directories that are held; empty where there are none. */
  static Optional<HeldDirectory.Calls> callsFor(Path path) {
    return path.getFileSystem().equals(FileSystems.getDefault())
        ? HeldDirectory.Calls.load(RawNames.of(path.getFileSystem()))
        : Optional.empty();
  }

  /**
   * Opens it, made with its parents if it is missing.
   *
   * @throws DestinationException when a link stands where none may be followed
   */
  TargetDirectory open() throws IOException, DestinationException {
    Path trusted = path;
    for (int i = 0; i < unfollowed; i++) {
      trusted = Objects.requireNonNull(trusted.getParent(), "all names are the user's");
    }
    if (!Files.isDirectory(trusted)) {
      Files.createDirectories(trusted);
    }
    RawNames names = RawNames.of(path.getFileSystem());
    TargetDirectory at =
        calls.isPresent()
            ? HeldDirectory.at(trusted, calls.get())
            : new PathDirectory(trusted.toRealPath(), names);
    for (Path name : trusted.relativize(path)) {
      if (unfollowed > 0) {
        at = child(at, names.all(name));
      }
    }
    return at;
  }

  /** Opens, or makes, a directory, and closes the one that it is in. */
  private TargetDirectory child(TargetDirectory parent, String name)
      throws IOException, DestinationException {
    try (parent) {
      try {
        return parent.open(name);
      } catch (NoSuchFileException e) {
        make(parent, name);
        return parent.open(name);
      }
    } catch (NotDirectoryException e) {
      throw new DestinationException(
          "cannot write into "
              + Printable.of(path.toString())
              + ": '"
              + Printable.of(path.getFileName().toString())
              + "' or a directory before it is a link or a file that another source of this archive"
              + " brought; restore this source alone with --source, into another directory",
          e);
    }
  }

  private static void make(TargetDirectory parent, String name) throws IOException {
    try {
      parent.makeDirectory(name, AS_THE_UMASK_SAYS);
    } catch (FileAlreadyExistsException e) {
      // Whether it is a directory, opening it will tell.
    }
  }
}
