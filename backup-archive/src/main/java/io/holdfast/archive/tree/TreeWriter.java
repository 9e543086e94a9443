package io.holdfast.archive.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
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
  private final Optional<LinuxCalls> calls;
  private final RawNames names;
  private final Metadata metadata;
  private final DataWriter data = new DataWriter();
  private final Set<EntryPath> filesAmongOthers = new HashSet<>();
  private final List<EntryPath> bentLinks = new ArrayList<>();
  private @Nullable TargetDirectories directories;

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
    this.calls = calls;
    this.names = RawNames.of(root.getFileSystem());
    this.metadata = new Metadata(names, calls);
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
    TargetDirectories known = start();
    try {
      requireSafe(entry.path(), "its path");
      if (entry.type() == EntryType.FILE) {
        file(known, entry, content, expectedSha256);
      } else {
        other(known, entry);
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
    if (!bentLinks.isEmpty()) {
      notes.add(
          "repeated slashes were dropped from the text of "
              + bentLinks.size()
              + " symbolic links, the first is "
              + bentLinks.get(0));
    }
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

  private TargetDirectories start() throws DestinationException {
    if (directories == null) {
      try {
        if (!Files.isDirectory(given)) {
          Files.createDirectories(given);
        }
        Path root = given.toRealPath();
        boolean fresh;
        try (DirectoryStream<Path> content = Files.newDirectoryStream(root)) {
          fresh = !content.iterator().hasNext();
        }
        directories = new TargetDirectories(root, names, fresh);
        tryToWrite(root);
      } catch (IOException e) {
        throw cannotWrite(given, e);
      }
    }
    return directories;
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
      TargetDirectories known, Entry entry, InputStream content, Optional<byte[]> expectedSha256)
      throws Problem, IOException, DestinationException, InterruptedException {
    if (entry.path().isRoot()) {
      throw new Problem("only a directory can be the root");
    }
    Path at = resolve(known, entry.path());
    Path temporary = temporary(at);
    boolean done = false;
    try {
      data.write(temporary, content, entry.size(), expectedSha256);
      metadata.apply(temporary, entry);
      try {
        moveTo(known, entry.path(), temporary, at);
      } catch (IOException e) {
        throw refused(at, e);
      }
      done = true;
    } catch (DataWriter.NotMade e) {
      throw refused(at, e.reason());
    } finally {
      if (!done) {
        delete(temporary);
      }
    }
    if (!known.isFresh(entry.path())) {
      filesAmongOthers.add(entry.path());
    }
  }

  private void other(TargetDirectories known, Entry entry) throws Problem, DestinationException {
    EntryPath path = entry.path();
    if (path.isRoot() && entry.type() != EntryType.DIRECTORY) {
      throw new Problem("only a directory can be the root");
    }
    Path at = resolve(known, path);
    try {
      switch (entry.type()) {
        case DIRECTORY -> directory(known, entry, at);
        case HARD_LINK -> hardLink(known, entry, at);
        case SYMLINK -> {
          EntryPath target = target(entry);
          make(known, entry, at, place -> symlink(target, entry, place));
        }
        case FIFO -> {
          LinuxCalls linux = calls("FIFOs");
          make(known, entry, at, place -> linux.mkfifo(names.all(place)));
        }
        case CHARACTER_DEVICE, BLOCK_DEVICE -> device(known, entry, at);
        case FILE -> throw new IllegalArgumentException("a file has content");
      }
    } catch (IOException e) {
      throw refused(at, e);
    }
  }

  private void directory(TargetDirectories known, Entry entry, Path at)
      throws Problem, IOException {
    EntryPath path = entry.path();
    if (path.isRoot() && !known.isFresh(path) && !overwrite) {
      throw new Problem("the directory is not empty, so its owner, mode and time were left");
    }
    if (!known.knows(path)) {
      switch (Standing.at(at)) {
        case NOTHING -> known.make(path, at);
        case DIRECTORY -> {
          if (!mayReplace(known, path)) {
            throw new Problem(
                "a directory stands there already, its owner, mode and time were left");
          }
          known.adopt(path, at);
        }
        case OTHER -> {
          requireReplaceable(known, path);
          Files.delete(at);
          known.make(path, at);
        }
      }
    }
    known.describe(entry);
  }

  private void hardLink(TargetDirectories known, Entry entry, Path at) throws Problem, IOException {
    EntryPath target = target(entry);
    requireSafe(target, "its target");
    if (target.equals(entry.path())) {
      throw new Problem("it is a hard link to itself");
    }
    boolean ours =
        known.knowsParentOf(target) && (known.isFresh(target) || filesAmongOthers.contains(target));
    Path file = ours ? known.resolve(target) : at;
    if (!ours || !isLinkable(file)) {
      throw new Problem("it is a hard link to " + target + ", which was not restored");
    }
    place(known, entry.path(), at, place -> Files.createLink(place, file));
    if (!known.isFresh(entry.path())) {
      filesAmongOthers.add(entry.path());
    }
  }

  /** Symbolic links and special files have hard links too; only Linux is sure to link to a link. */
  private boolean isLinkable(Path file) throws IOException {
    return calls.isPresent()
        ? Standing.at(file) == Standing.OTHER
        : Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private void device(TargetDirectories known, Entry entry, Path at) throws Problem, IOException {
    LinuxCalls linux = calls("devices");
    boolean block = entry.type() == EntryType.BLOCK_DEVICE;
    try {
      make(known, entry, at, place -> linux.mknod(names.all(place), block, entry.device()));
    } catch (AccessDeniedException e) {
      throw new Problem("skipped: only root can make devices");
    }
  }

  private void symlink(EntryPath target, Entry entry, Path place) throws IOException {
    if (calls.isPresent()) {
      calls.get().symlink(target.latin1(), names.all(place));
      return;
    }
    Path text = names.path(target.latin1());
    Files.createSymbolicLink(place, text);
    if (!names.all(text).equals(target.latin1())) {
      bentLinks.add(entry.path());
    }
  }

  private LinuxCalls calls(String what) throws Problem {
    return calls.orElseThrow(() -> new Problem("skipped: " + what + " cannot be made here"));
  }

  private static EntryPath target(Entry entry) throws Problem {
    EntryPath target =
        entry.linkTarget().orElseThrow(() -> new Problem("it is a link without a target"));
    if (target.latin1().isEmpty() || target.latin1().indexOf('\0') >= 0) {
      throw new Problem("it is a link to a target that no system can have");
    }
    return target;
  }

  /** Makes an object at a path where nothing stands. */
  @FunctionalInterface
  private interface Maker {
    void make(Path place) throws IOException;
  }

  private void make(TargetDirectories known, Entry entry, Path at, Maker maker)
      throws Problem, IOException {
    place(
        known,
        entry.path(),
        at,
        place -> {
          maker.make(place);
          metadata.apply(place, entry);
        });
    if (!known.isFresh(entry.path())) {
      filesAmongOthers.add(entry.path());
    }
  }

  private void place(TargetDirectories known, EntryPath path, Path at, Maker maker)
      throws Problem, IOException {
    if (Standing.at(at) == Standing.NOTHING) {
      maker.make(at);
      return;
    }
    requireReplaceable(known, path);
    Path temporary = temporary(at);
    try {
      maker.make(temporary);
      moveTo(known, path, temporary, at);
    } finally {
      // It is still there after a failure, or if it is another name of the very file it should
      // replace.
      delete(temporary);
    }
  }

  private void moveTo(TargetDirectories known, EntryPath path, Path temporary, Path at)
      throws Problem, IOException {
    if (!mayReplace(known, path)) {
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
      known.forget(path);
      Files.move(temporary, at, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Whatever stands in a directory that this writer made comes from an earlier entry. */
  private boolean mayReplace(TargetDirectories known, EntryPath path) {
    return overwrite || known.isFresh(path) || filesAmongOthers.contains(path);
  }

  private void requireReplaceable(TargetDirectories known, EntryPath path) throws Problem {
    if (!mayReplace(known, path)) {
      throw new Problem("something stands there already");
    }
  }

  private Path resolve(TargetDirectories known, EntryPath path)
      throws Problem, DestinationException {
    try {
      return known.resolve(path);
    } catch (IOException e) {
      throw refused(given, e);
    } catch (InvalidPathException e) {
      throw new Problem("this file system cannot have such a name: " + e.getReason());
    }
  }

  private static Path temporary(Path at) {
    long number = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
    return at.resolveSibling(".holdfast-" + number + ".tmp");
  }

  private static void delete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // What stopped the writing is reported; the name tells what this is.
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
    Path probe = temporary(directory.resolve("probe"));
    try {
      Files.write(probe, new byte[] {1});
    } finally {
      Files.deleteIfExists(probe);
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
