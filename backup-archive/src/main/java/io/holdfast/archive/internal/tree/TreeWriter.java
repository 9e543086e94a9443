package io.holdfast.archive.internal.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.SparseMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
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
 * complete and proven; until then it has a {@linkplain TemporaryName temporary one} in the same
 * directory. Those of writers that were killed are removed from each directory that is written
 * into. Of entries with the same path the last one stays.
 *
 * <p>Writes nothing outside the root, and through no link but one at the root's own name: paths
 * with {@code ..} are refused, and so is what would go through a link that stands there or that an
 * entry brought. That holds as long as nobody else moves directories about in the root meanwhile.
 *
 * <p>Not thread-safe.
 */
public final class TreeWriter implements AutoCloseable {
  /** Each is open, and a process may have 1024 files open. */
  static final int MOST_UNPROVEN = 512;

  /** No system has longer paths, so what leads to a place is never deeper than half of it. */
  private static final int LONGEST_PATH = 4095;

  private final Path given;
  private final TargetRoot root;
  private final boolean overwrite;
  private final Metadata metadata;
  private final Tally bentLinks = new Tally("repeated slashes dropped from the text of a link");

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
    this(root, 0, overwrite);
  }

  /**
   * Writes nothing yet.
   *
   * @param root as above
   * @param unfollowed how many of the last names of {@code root} are not followed if they are
   *     links: those that an earlier writer may have made
   */
  public TreeWriter(Path root, int unfollowed, boolean overwrite) {
    this(root, unfollowed, overwrite, TargetRoot.callsFor(root));
  }

  TreeWriter(Path root, boolean overwrite, Optional<HeldDirectory.Calls> calls) {
    this(root, 0, overwrite, calls);
  }

  private TreeWriter(
      Path root, int unfollowed, boolean overwrite, Optional<HeldDirectory.Calls> calls) {
    this.given = root;
    this.root = new TargetRoot(root, unfollowed, calls);
    this.overwrite = overwrite;
    this.metadata = new Metadata();
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
    boolean all = dependsOnUnproven(started.directories, entry);
    while (!unproven.isEmpty()
        && (all || unproven.size() >= MOST_UNPROVEN || unproven.getFirst().isReady())) {
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
        (entry, directory) -> {
          if (!describe(entry, directory)) {
            problems.add(entry.path() + ": owner, mode and time not set: it is gone");
          }
        });
    return problems;
  }

  private boolean describe(Entry entry, Optional<TargetDirectory> directory) {
    if (directory.isEmpty()) {
      return false;
    }
    try {
      directory.get().withAttributes(attributes -> metadata.apply(attributes, entry));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What was not kept of written entries, summed up, for people. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>(metadata.notes());
    bentLinks.text().ifPresent(notes::add);
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
      if (target != null) {
        for (UnprovenFile file : unproven) {
          file.abandon();
          discard(target, file);
        }
        target.directories.close();
      }
    }
  }

  private static void discard(Target target, UnprovenFile file) {
    try {
      Place at = target.directories.place(file.entry().path());
      Placement.discard(at.directory(), file.temporary());
    } catch (Problem | IOException | DestinationException e) {
      // Its directory is gone, and the file with it.
    }
  }

  static DestinationException cannotWrite(String directory, IOException e) {
    return new DestinationException(
        "cannot write into " + Printable.of(directory) + ": " + Reason.of(e), e);
  }

  private Target start() throws DestinationException {
    if (target == null) {
      try {
        TargetDirectory directory = root.open();
        boolean done = false;
        try {
          TargetDirectories directories = new TargetDirectories(directory, directory.isEmpty());
          target = new Target(directories, new Placement(directories, overwrite), new Room(given));
          tryToWrite(directory);
          done = true;
        } finally {
          if (!done) {
            directory.close();
          }
        }
      } catch (IOException e) {
        throw cannotWrite(given.toString(), e);
      }
    }
    return target;
  }

  private static void requireSafe(EntryPath path, String what) throws Problem {
    String text = path.latin1();
    if (text.startsWith("/")) {
      throw new Problem(what + " is absolute");
    }
    if (text.length() > LONGEST_PATH) {
      throw new Problem(what + " is too long for any system");
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
    target.room.take(entry.sparse().map(SparseMap::dataLength).orElse(entry.size()));
    Place at = place(target, path);
    String temporary = TemporaryName.make();
    NewFile made = make(target, entry, at, temporary);
    UnprovenFile file = new UnprovenFile(entry, temporary, made, proof, outcome);
    boolean done = false;
    try {
      // Holes are left by whoever knows where they are.
      boolean behind =
          entry.sparse().isEmpty()
              && proof.isPresent()
              && proof.get().writeTo(part -> writeAll(made, part));
      new DataWriter(made, content, directoryOf(path), behind).write(entry);
      done = true;
    } finally {
      if (!done) {
        file.abandon();
        Placement.discard(at.directory(), temporary);
      }
    }
    unproven.add(file);
    unprovenPaths.add(path);
    // Nobody may take a directory for one that is about to be replaced.
    if (proof.isEmpty() || target.directories.knows(path)) {
      placeAll(target);
    }
  }

  private static void writeAll(NewFile file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
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
      complete(file);
      Place at = place(target, file.entry().path());
      try {
        target.placement.move(file.entry().path(), at, file.temporary());
      } catch (IOException e) {
        throw refused(target, file.entry().path(), e);
      }
      done = true;
      file.outcome().accept(Optional.empty());
    } catch (Problem e) {
      file.outcome().accept(notWritten(file.entry(), e));
    } finally {
      if (!done) {
        discard(target, file);
      }
    }
  }

  /** Sets the metadata of a file that is proven, and closes it. */
  private void complete(UnprovenFile file) throws Problem, DestinationException {
    try (NewFile open = file.file()) {
      file.requireProven();
      metadata.apply(open, file.entry());
    } catch (IOException e) {
      throw cannotWrite(directoryOf(file.entry().path()), e);
    }
  }

  private void other(Target target, Entry entry) throws Problem, DestinationException {
    EntryPath path = entry.path();
    if (path.isRoot() && entry.type() != EntryType.DIRECTORY) {
      throw new Problem("only a directory can be the root");
    }
    try {
      switch (entry.type()) {
        case DIRECTORY -> {
          target.placement.directory(path);
          target.directories.describe(entry);
        }
        case HARD_LINK -> hardLink(target, entry);
        case SYMLINK -> {
          String text = linkTarget(entry).latin1();
          target.placement.make(
              path,
              (directory, name) -> {
                if (!directory.makeSymlink(text, name)) {
                  bentLinks.add(path);
                }
                metadata.apply(directory.attributesOf(name), entry);
              });
        }
        case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE -> special(target, entry);
        case FILE -> throw new IllegalArgumentException("a file has content");
      }
    } catch (IOException e) {
      throw refused(target, entry.path(), e);
    } catch (InvalidPathException e) {
      throw badName(e);
    }
  }

  private void special(Target target, Entry entry)
      throws Problem, IOException, DestinationException {
    target.placement.make(
        entry.path(),
        (directory, name) -> {
          directory.makeSpecial(entry, name);
          metadata.apply(directory.attributesOf(name), entry);
        });
  }

  private static void hardLink(Target target, Entry entry)
      throws Problem, IOException, DestinationException {
    EntryPath other = linkTarget(entry);
    requireSafe(other, "its target");
    if (other.equals(entry.path())) {
      throw new Problem("it is a hard link to itself");
    }
    // First, since the way to it may close other directories.
    target.directories.place(entry.path());
    Optional<Place> there = target.placement.placedAt(other);
    if (there.isEmpty()) {
      throw new Problem("it is a hard link to " + other + ", which was not restored");
    }
    target.placement.make(
        entry.path(),
        (directory, name) -> directory.makeLink(there.get().directory(), there.get().name(), name));
  }

  /** What a link, symbolic or hard, leads to. */
  private static EntryPath linkTarget(Entry entry) throws Problem {
    EntryPath target =
        entry.linkTarget().orElseThrow(() -> new Problem("it is a link without a target"));
    if (target.latin1().isEmpty() || target.latin1().indexOf('\0') >= 0) {
      throw new Problem("it is a link to a target that no system can have");
    }
    return target;
  }

  private Place place(Target target, EntryPath path) throws Problem, DestinationException {
    try {
      return target.directories.place(path);
    } catch (IOException e) {
      throw refused(target, path, e);
    } catch (InvalidPathException e) {
      throw badName(e);
    }
  }

  private NewFile make(Target target, Entry entry, Place at, String temporary)
      throws Problem, DestinationException {
    try {
      at.directory().requirePossible(at.name());
      return at.directory().makeFile(temporary);
    } catch (IOException e) {
      throw refused(target, entry.path(), e);
    } catch (InvalidPathException e) {
      throw badName(e);
    }
  }

  private static Problem badName(InvalidPathException e) {
    return new Problem("this file system cannot have such a name: " + e.getReason());
  }

  /** Tells trouble with one entry from a target into which nothing can be written any more. */
  private Problem refused(Target target, EntryPath path, IOException e)
      throws DestinationException {
    if (!(e instanceof AccessDeniedException)
        && !(e instanceof NoSuchFileException)
        && !(e instanceof FileAlreadyExistsException)) {
      try {
        tryToWrite(target.directories.root());
      } catch (IOException full) {
        throw cannotWrite(directoryOf(path), e);
      }
    }
    return new Problem(Reason.of(e));
  }

  private String directoryOf(EntryPath path) {
    String text = path.text();
    int slash = text.lastIndexOf('/');
    return slash < 0 ? given.toString() : given + "/" + text.substring(0, slash);
  }

  private static void tryToWrite(TargetDirectory directory) throws IOException {
    String probe = TemporaryName.make();
    try (NewFile file = directory.makeFile(probe)) {
      file.write(ByteBuffer.wrap(new byte[] {1}));
    } finally {
      Placement.discard(directory, probe);
    }
  }

  /** What is known of the target once writing has begun. */
  private record Target(TargetDirectories directories, Placement placement, Room room) {}
}
