package io.holdfast.archive.tree;

import io.holdfast.archive.posix.LinuxCalls;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
  /** Empty files wait without holding a chunk, so chunks alone do not bound them. */
  static final int MOST_UNPROVEN = 4096;

  private final Path given;
  private final boolean overwrite;
  private final RawNames names;
  private final Metadata metadata;
  private final ObjectMaker objects;

  /** In the order they came, which is the one in which they get their places. */
  private final Deque<UnprovenFile> unproven = new ArrayDeque<>();

  private final Set<EntryPath> unprovenPaths = new HashSet<>();
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
   * @param proof of a file: asked before the file gets its name, which may be in a later call
   * @param outcome is told what went wrong with this entry, for people, with its path; empty when
   *     nothing did. In this call or a later one, {@link #close} included, in the calling thread
   * @throws IOException only what {@code content} throws, unchanged
   * @throws DestinationException when nothing more can be written
   */
  public void write(
      Entry entry,
      InputStream content,
      Optional<ContentProof> proof,
      Consumer<Optional<String>> outcome)
      throws IOException, DestinationException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while writing into " + given);
    }
    Target started = start();
    boolean all = unproven.size() >= MOST_UNPROVEN || dependsOnUnproven(started.directories, entry);
    while (!unproven.isEmpty() && (all || unproven.getFirst().isReady())) {
      placeFirst(started);
    }
    try {
      requireSafe(entry.path(), "its path");
      if (entry.type() == EntryType.FILE) {
        file(started, entry, content, proof, outcome);
        return;
      }
      other(started, entry);
    } catch (Problem e) {
      outcome.accept(notWritten(entry, e));
      return;
    }
    outcome.accept(Optional.empty());
  }

  private static Optional<String> notWritten(Entry entry, Problem problem) {
    return Optional.of(entry.path() + ": not written: " + problem.getMessage());
  }

  /** Whether what becomes of files that have no names yet matters to an entry. */
  private boolean dependsOnUnproven(TargetDirectories directories, Entry entry) {
    EntryPath path = entry.path();
    return !unproven.isEmpty()
        && (entry.type() == EntryType.HARD_LINK
            || unprovenPaths.contains(path)
            || directories.knows(path)
            || !directories.knowsParentOf(path));
  }

  /**
   * Waits for all proofs, and gives the directories their owners, modes and times, those deeper
   * down first.
   *
   * @return what went wrong with them, for people
   */
  public List<String> finish() throws DestinationException {
    Target started = start();
    placeAll(started);
    List<String> problems = new ArrayList<>();
    started.directories.forEachDescribed(
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

  /** Gives names to the files that prove right, whatever ended the writing; leaves no others. */
  @Override
  public void close() {
    try {
      if (target != null) {
        placeAll(target);
      }
    } catch (DestinationException e) {
      // What ended the writing is reported already, and came first.
    } finally {
      unproven.forEach(file -> Placement.discard(file.temporary()));
    }
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
      Target target,
      Entry entry,
      InputStream content,
      Optional<ContentProof> proof,
      Consumer<Optional<String>> outcome)
      throws Problem, IOException, DestinationException, InterruptedException {
    EntryPath path = entry.path();
    if (path.isRoot()) {
      throw new Problem("only a directory can be the root");
    }
    Path at = resolve(target, path);
    Path temporary = Placement.temporary(at);
    boolean done = false;
    try {
      DataWriter.write(temporary, content, entry);
      done = true;
    } catch (DataWriter.NotMade e) {
      throw refused(at, e.reason());
    } finally {
      if (!done) {
        Placement.discard(temporary);
      }
    }
    unproven.add(new UnprovenFile(entry, temporary, at, proof, outcome));
    unprovenPaths.add(path);
    // Nobody may take a directory for one that is about to be replaced.
    if (proof.isEmpty() || target.directories.knows(path)) {
      placeAll(target);
    }
  }

  private void placeAll(Target target) throws DestinationException {
    while (!unproven.isEmpty()) {
      placeFirst(target);
    }
  }

  /** Gives the file that waits longest its metadata and its name, once it is proven. */
  private void placeFirst(Target target) throws DestinationException {
    UnprovenFile file = unproven.remove();
    unprovenPaths.remove(file.entry().path());
    boolean done = false;
    try {
      file.requireProven();
      metadata.apply(file.temporary(), file.entry());
      try {
        target.placement.move(file.entry().path(), file.temporary(), file.at());
      } catch (IOException e) {
        throw refused(file.at(), e);
      }
      done = true;
      file.outcome().accept(Optional.empty());
    } catch (Problem e) {
      file.outcome().accept(notWritten(file.entry(), e));
    } finally {
      if (!done) {
        Placement.discard(file.temporary());
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
