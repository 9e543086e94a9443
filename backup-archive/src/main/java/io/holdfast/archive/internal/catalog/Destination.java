package io.holdfast.archive.internal.catalog;

import io.holdfast.core.DestinationException;
import io.holdfast.core.text.ByteCount;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory that archives are kept in. Safe for use by several threads. */
public final class Destination {
  private static final Logger LOG = LoggerFactory.getLogger(Destination.class);

  private final Path directory;
  private final List<Path> mounts;

  public Destination(Path directory) {
    this(directory, List.of());
  }

  /**
   * A destination on a disk of its own.
   *
   * @param mounts directories on which something must be mounted before anything is done here
   */
  public Destination(Path directory, List<Path> mounts) {
    this.directory = directory.toAbsolutePath();
    this.mounts = List.copyOf(mounts);
  }

  public Path path() {
    return directory;
  }

  /** A file directly in the destination. */
  Path file(String name) {
    return directory.resolve(name);
  }

  /**
   * Makes the directory where only it is missing. A missing parent is an error: it is the sign of a
   * disk that is not mounted, and a backup must not fill the disk below.
   */
  public void prepare() throws DestinationException {
    requireMounts();
    if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
      Path parent = parent();
      if (!Files.isDirectory(parent)) {
        throw new DestinationException(
            "destination "
                + directory
                + " cannot be made: "
                + parent
                + " does not exist; is its disk mounted? otherwise make it and run again");
      }
      try {
        PrivateFiles.createDirectory(directory);
        sync(parent);
      } catch (FileAlreadyExistsException e) {
        LOG.debug("{} was made by somebody else at the same time", directory);
      } catch (IOException e) {
        throw failure("make", directory, e);
      }
    }
    require();
  }

  /** Fails unless there is a directory. */
  public void require() throws DestinationException {
    attributes();
  }

  /** An empty mount point is a directory like any other: archives would fill the disk below. */
  private void requireMounts() throws DestinationException {
    for (Path mount : mounts) {
      if (!MountPoint.isMounted(mount)) {
        throw new DestinationException(
            "destination "
                + directory
                + " is not used: nothing is mounted on "
                + mount
                + "; mount its disk and run again");
      }
    }
  }

  private BasicFileAttributes attributes() throws DestinationException {
    requireMounts();
    try {
      BasicFileAttributes attributes = Files.readAttributes(directory, BasicFileAttributes.class);
      if (!attributes.isDirectory()) {
        throw new DestinationException("destination " + directory + " is not a directory");
      }
      return attributes;
    } catch (NoSuchFileException e) {
      throw new DestinationException(
          "destination "
              + directory
              + (Files.isSymbolicLink(directory)
                  ? " is a symbolic link that leads to no directory"
                  : " does not exist; is its disk mounted?"
                      + " the first run makes it where its parent exists"),
          e);
    } catch (IOException e) {
      throw failure("look at", directory, e);
    }
  }

  /** The names of all that stands in the directory, unordered. A failure is never an empty list. */
  List<String> names() throws DestinationException {
    requireMounts();
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        names.add(String.valueOf(file.getFileName()));
      }
      return names;
    } catch (DirectoryIteratorException e) {
      throw failure("list", directory, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw failure("list", directory, e);
    }
  }

  /**
   * Bytes this process may still write; asked of the parent where the directory is not made yet.
   */
  public long freeSpace() throws DestinationException {
    requireMounts();
    Path where = directory;
    if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS) && Files.isDirectory(parent())) {
      where = parent();
    } else {
      require();
    }
    try {
      return usable(where);
    } catch (IOException e) {
      throw failure("ask the free space of", where, e);
    }
  }

  /** What tells this directory from another one that is mounted or put in its place. */
  Object identity() throws DestinationException {
    return Optional.ofNullable(attributes().fileKey()).orElse("");
  }

  /**
   * Makes the names in the directory durable. File systems that cannot do that for a directory are
   * tolerated; a failure to do it is not, and is never tried again.
   */
  void sync() throws IOException {
    sync(directory);
  }

  private static void sync(Path directory) throws IOException {
    Uninterrupted.call(
        () -> {
          try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            force(channel, directory);
          } catch (FileSystemException e) {
            if (directory.getFileSystem().equals(FileSystems.getDefault())) {
              throw e;
            }
            // file systems in memory do not open directories, and have nothing to make durable
          }
          return directory;
        });
  }

  private static void force(FileChannel channel, Path directory) throws IOException {
    try {
      channel.force(true);
    } catch (IOException e) {
      if (!SystemError.UNSUPPORTED.isBehind(e)) {
        throw e;
      }
      LOG.warn(
          "the file system of {} cannot make file names durable ({}):"
              + " a power cut right after a run may cost its archive",
          directory,
          SystemError.reason(e));
    }
  }

  /**
   * What to throw for a failed operation.
   *
   * @param what a verb: "write", "list"
   */
  DestinationException failure(String what, Path object, IOException cause) {
    if (SystemError.NO_SPACE.isBehind(cause) || SystemError.QUOTA.isBehind(cause)) {
      String full =
          SystemError.QUOTA.isBehind(cause) ? "disk quota exceeded in " : "no space left in ";
      return new DestinationException(
          full
              + directory
              + ": "
              + free()
              + " free, could not "
              + what
              + " "
              + object
              + "; free some space there, or keep fewer archives",
          cause);
    }
    return new DestinationException(
        "cannot " + what + " " + object + ": " + SystemError.reason(cause), cause);
  }

  /** What to throw when the path leads to another directory than it did before. */
  DestinationException replaced() {
    return new DestinationException(
        "destination "
            + directory
            + " is not the directory that this run began in: was a disk mounted or unmounted?");
  }

  private String free() {
    try {
      return ByteCount.text(usable(directory));
    } catch (IOException e) {
      return "unknown";
    }
  }

  private Path parent() {
    Path parent = directory.getParent();
    return parent == null ? directory : parent;
  }

  private static long usable(Path where) throws IOException {
    long bytes = Files.getFileStore(where).getUsableSpace();
    return bytes < 0 ? Long.MAX_VALUE : bytes; // more than a long can say
  }
}
