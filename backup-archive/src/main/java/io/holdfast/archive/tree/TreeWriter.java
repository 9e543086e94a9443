package io.holdfast.archive.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries into a directory with their metadata. A file gets its name when its content is
 * complete and proven; until then it is {@code .holdfast-<number>.tmp} in the same directory. Of
 * entries with the same path the last one stays.
 *
 * <p>Writes nothing outside the root, and through no link but one at the root's own name: paths
 * with {@code ..} are refused, and so is what would go through a link that stands there or that an
 * entry brought. That holds as long as nobody else moves directories about in the root meanwhile.
 *
 * <p>Not thread-safe.
 */
public final class TreeWriter implements AutoCloseable {
  private final Path given;
  private final boolean overwrite;
  private final RawNames names;
  private final Metadata metadata;
  private final DataWriter data = new DataWriter();
  private final ObjectMaker objects;
  private @Nullable Target target;

  /**
   * Writes nothing yet.
   *
   * @param root made, with its parents, if it is missing
   * @param overwrite whether what stands where an entry must go is replaced; a directory that is
   *     not empty never is
   */
  public TreeWriter(Path root, boolean overwrite) {
    this(
        root,
        overwrite,
        root.getFileSystem().equals(FileSystems.getDefault())
            ? LinuxCalls.load()
            : Optional.empty());
  }

  TreeWriter(Path root, boolean overwrite, Optional<LinuxCalls> calls) {
    this.given = root;
    this.overwrite = overwrite;
    this.names = RawNames.of(root.getFileSystem());
    this.metadata = new Metadata(names, calls);
    this.objects = new ObjectMaker(names, calls);
  }

  /**
   * Writes one entry. The owner, the mode and the times of a directory are set by {@link #finish}.
   *
   * @param content of a file; read to its end, not closed
   * @param expectedSha256 of a file: compared before the file gets its name
   * @return what went wrong with this entry, for people, with its path; empty when nothing did
   * @throws IOException only what {@code content} throws, unchanged
   * @throws DestinationException when nothing more can be written
   */
  public Optional<String> write(Entry entry, InputStream content, Optional<byte[]> expectedSha256)
      throws IOException, DestinationException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while writing into " + given);
    }
    Target started = start();
    try {
      requireSafe(entry.path(), "its path");
      if (entry.type() == EntryType.FILE) {
        file(started, entry, content, expectedSha256);
      } else {
        other(started, entry);
      }
      return Optional.empty();
    } catch (Problem e) {
      return Optional.of(entry.path() + ": not written: " + e.getMessage());
    }
  }

  /**
   * Gives the directories their owners, modes and times, those deeper down first.
   *
   * @return what went wrong with them, for people
   */
  public List<String> finish() throws DestinationException {
    List<String> problems = new ArrayList<>();
    start()
        .directories
        .forEachDescribed(
            (entry, at) -> {
              if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                metadata.apply(at, entry);
              } else {
                problems.add(entry.path() + ": owner, mode and time not set: it is gone");
              }
            });
    return problems;
  }

  /** What was not kept of written entries, summed up, for people. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>(metadata.notes());
    notes.addAll(objects.notes());
    return notes;
  }

  @Override
  public void close() {
    // Every call cleans up after itself.
  }

  static DestinationException cannotWrite(@Nullable Path directory, IOException e) {
    return new DestinationException(
        "cannot write into "
            + (directory == null ? "/" : Printable.of(directory.toString()))
            + ": "
            + Reason.of(e),
        e);
  }

  private Target start() throws DestinationException {
    if (target == null) {
      try {
        if (!Files.isDirectory(given)) {
          Files.createDirectories(given);
        }
        Path root = given.toRealPath();
        boolean fresh;
        try (DirectoryStream<Path> content = Files.newDirectoryStream(root)) {
          fresh = !content.iterator().hasNext();
        }
        TargetDirectories directories = new TargetDirectories(root, names, fresh);
        target = new Target(directories, new Placement(directories, overwrite));
        tryToWrite(root);
      } catch (IOException e) {
        throw cannotWrite(given, e);
      }
    }
    return target;
  }

  private static void requireSafe(EntryPath path, String what) throws Problem {
    String text = path.latin1();
    if (text.startsWith("/")) {
      throw new Problem(what + " is absolute");
    }
    if (text.indexOf('\0') >= 0) {
      throw new Problem(what + " has a NUL byte");
    }
    for (int start = 0; start <= text.length() && !path.isRoot(); ) {
      int slash = text.indexOf('/', start);
      int end = slash < 0 ? text.length() : slash;
      String part = text.substring(start, end);
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new Problem(what + " has the part '" + part + "'");
      }
      start = end + 1;
    }
  }

  private void file(
      Target target, Entry entry, InputStream content, Optional<byte[]> expectedSha256)
      throws Problem, IOException, DestinationException, InterruptedException {
    if (entry.path().isRoot()) {
      throw new Problem("only a directory can be the root");
    }
    Path at = resolve(target, entry.path());
    Path temporary = Placement.temporary(at);
    boolean done = false;
    try {
      data.write(temporary, content, entry.size(), expectedSha256);
      metadata.apply(temporary, entry);
      try {
        target.placement.move(entry.path(), temporary, at);
      } catch (IOException e) {
        throw refused(at, e);
      }
      done = true;
    } catch (DataWriter.NotMade e) {
      throw refused(at, e.reason());
    } finally {
      if (!done) {
        Placement.discard(temporary);
      }
    }
  }

  private void other(Target target, Entry entry) throws Problem, DestinationException {
    EntryPath path = entry.path();
    if (path.isRoot() && entry.type() != EntryType.DIRECTORY) {
      throw new Problem("only a directory can be the root");
    }
    Path at = resolve(target, path);
    try {
      switch (entry.type()) {
        case DIRECTORY -> {
          target.placement.directory(path, at);
          target.directories.describe(entry);
        }
        case HARD_LINK -> hardLink(target.placement, entry, at);
        case SYMLINK, FIFO, CHARACTER_DEVICE, BLOCK_DEVICE -> {
          Placement.Maker maker = objects.of(entry);
          target.placement.make(
              path,
              at,
              place -> {
                maker.make(place);
                metadata.apply(place, entry);
              });
        }
        case FILE -> throw new IllegalArgumentException("a file has content");
      }
    } catch (IOException e) {
      throw refused(at, e);
    }
  }

  private void hardLink(Placement placement, Entry entry, Path at) throws Problem, IOException {
    EntryPath other = ObjectMaker.targetOf(entry);
    requireSafe(other, "its target");
    if (other.equals(entry.path())) {
      throw new Problem("it is a hard link to itself");
    }
    Optional<Path> there = placement.placedAt(other);
    if (there.isEmpty() || !objects.isLinkable(there.get())) {
      throw new Problem("it is a hard link to " + other + ", which was not restored");
    }
    placement.make(entry.path(), at, place -> Files.createLink(place, there.get()));
  }

  private Path resolve(Target target, EntryPath path) throws Problem, DestinationException {
    try {
      return target.directories.resolve(path);
    } catch (IOException e) {
      throw refused(given, e);
    } catch (InvalidPathException e) {
      throw new Problem("this file system cannot have such a name: " + e.getReason());
    }
  }

  /** Tells trouble with one entry from a target into which nothing can be written any more. */
  private Problem refused(Path at, IOException e) throws DestinationException {
    if (!(e instanceof AccessDeniedException)
        && !(e instanceof NoSuchFileException)
        && !(e instanceof FileAlreadyExistsException)) {
      try {
        tryToWrite(given);
      } catch (IOException full) {
        throw cannotWrite(at.toAbsolutePath().getParent(), e);
      }
    }
    return new Problem(Reason.of(e));
  }

  private static void tryToWrite(Path directory) throws IOException {
    Path probe = Placement.temporary(directory.resolve("probe"));
    try {
      Files.write(probe, new byte[] {1});
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /** What is known of the target once writing has begun. */
  private record Target(TargetDirectories directories, Placement placement) {}
}
