package io.holdfast.archive.tree;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The directories below a target that a writer made or looked at, and what they are to become.
 * Every object is written into one of them, so that nothing is ever written through a link that
 * stood there before, or that the archive itself brought. Not thread-safe.
 */
final class TargetDirectories {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(OWNER);

  private final Path root;
  private final RawNames names;
  private final Map<String, Known> known = new HashMap<>();

  /**
   * Begins with the root.
   *
   * @param fresh whether the root was made or found empty
   */
  TargetDirectories(Path root, RawNames names, boolean fresh) {
    this.root = root;
    this.names = names;
    known.put("", new Known(fresh));
  }

  /**
   * The path of an object, whose directory exists and was reached through no link.
   *
   * @throws Problem when something that is no directory stands in the way
   */
  Path resolve(EntryPath path) throws Problem, IOException {
    require(parent(path));
    return names.child(root, path.latin1());
  }

  /** Whether everything in an object's directory was written by this writer. */
  boolean isFresh(EntryPath path) {
    Known parent = known.get(parent(path).latin1());
    return parent != null && parent.fresh;
  }

  /** Whether an object's directory was made or looked at. */
  boolean knowsParentOf(EntryPath path) {
    return known.containsKey(parent(path).latin1());
  }

  /** Whether a directory was made or looked at. */
  boolean knows(EntryPath path) {
    return known.containsKey(path.latin1());
  }

  /** Makes a directory for its owner alone. */
  void make(EntryPath path, Path at) throws IOException {
    Files.createDirectory(at, PRIVATE);
    known.put(path.latin1(), new Known(true));
  }

  /** Takes a directory that was there before, and opens it for its owner until it is finished. */
  void adopt(EntryPath path, Path at) {
    if (known.putIfAbsent(path.latin1(), new Known(false)) != null) {
      return;
    }
    try {
      Set<PosixFilePermission> permissions =
          Files.getPosixFilePermissions(at, LinkOption.NOFOLLOW_LINKS);
      if (permissions.addAll(OWNER)) {
        Files.setAttribute(at, "posix:permissions", permissions, LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException e) {
      // Whether it can be written into, the first entry in it will tell.
    }
  }

  /** Notes what a known directory is to become; the last word counts. */
  void describe(Entry entry) {
    Known directory = known.get(entry.path().latin1());
    if (directory != null) {
      directory.entry = Optional.of(entry);
    }
  }

  /** Forgets a directory that was replaced. */
  void forget(EntryPath path) {
    known.remove(path.latin1());
  }

  /** Hands out what directories are to become, those deeper down first. */
  void forEachDescribed(Consumer consumer) {
    for (String path : new TreeSet<>(known.keySet()).descendingSet()) {
      Known directory = known.get(path);
      if (directory != null && directory.entry.isPresent()) {
        consumer.accept(directory.entry.get(), path.isEmpty() ? root : names.child(root, path));
      }
    }
  }

  /** Takes a directory and what it is to become. */
  @FunctionalInterface
  interface Consumer {
    void accept(Entry entry, Path at);
  }

  private void require(EntryPath directory) throws Problem, IOException {
    if (known.containsKey(directory.latin1())) {
      return;
    }
    String path = directory.latin1();
    int slash = -1;
    do {
      slash = path.indexOf('/', slash + 1);
      String part = slash < 0 ? path : path.substring(0, slash);
      if (!known.containsKey(part)) {
        enter(part);
      }
    } while (slash >= 0);
  }

  private void enter(String path) throws Problem, IOException {
    Path at = names.child(root, path);
    BasicFileAttributes standing;
    try {
      standing = Files.readAttributes(at, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      Files.createDirectory(at);
      known.put(path, new Known(true));
      return;
    }
    if (!standing.isDirectory()) {
      throw new Problem(
          "its directory "
              + new EntryPath(path)
              + (standing.isSymbolicLink()
                  ? " is a symbolic link, which is not followed"
                  : " is not a directory"));
    }
    known.put(path, new Known(false));
  }

  private static EntryPath parent(EntryPath path) {
    int slash = path.latin1().lastIndexOf('/');
    return slash < 0 ? EntryPath.ROOT : new EntryPath(path.latin1().substring(0, slash));
  }

  private static final class Known {
    private final boolean fresh;
    private Optional<Entry> entry = Optional.empty();

    Known(boolean fresh) {
      this.fresh = fresh;
    }
  }
}
