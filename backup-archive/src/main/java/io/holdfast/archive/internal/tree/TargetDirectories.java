package io.holdfast.archive.internal.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The directories below a target that a writer made or looked at, and what they are to become.
 * Every object is written into one of them, so that nothing is ever written through a link that
 * stood there before, that the archive itself brought, or that somebody puts there meanwhile. Those
 * used last are held open; one that is opened again must still be the same. Not thread-safe.
 */
final class TargetDirectories implements AutoCloseable {
  private static final int PRIVATE = 0700;
  private static final int AS_THE_UMASK_SAYS = 0777;

  /** Far fewer than the 1024 files that a process may always have open. */
  private static final int MOST_HELD = 128;

  /** What is remembered of a directory takes about half of this. */
  private static final int BYTES_PER_DIRECTORY = 512;

  private final TargetDirectory root;
  private final long most;
  private final Map<String, Known> known = new HashMap<>();
  private final Map<String, TargetDirectory> held = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Begins with the root, and closes it in the end.
   *
   * @param fresh whether the root was made or found empty
   */
  TargetDirectories(TargetDirectory root, boolean fresh) throws IOException {
    this(root, fresh, Runtime.getRuntime().maxMemory() / BYTES_PER_DIRECTORY);
  }

  TargetDirectories(TargetDirectory root, boolean fresh, long most) throws IOException {
    this.root = root;
    this.most = most;
    known.put("", new Known(fresh, root.key()));
    if (!fresh) {
      root.clearLeftovers();
    }
  }

  TargetDirectory root() {
    return root;
  }

  /**
   * The place of an object, whose directory exists and was reached through no link.
   *
   * @throws Problem when something that is no directory stands in the way
   */
  Place place(EntryPath path) throws Problem, IOException, DestinationException {
    String text = path.latin1();
    String parent = parentOf(text);
    require(parent);
    return new Place(open(parent), text.substring(parent.isEmpty() ? 0 : parent.length() + 1));
  }

  /** Whether everything in an object's directory was written by this writer. */
  boolean isFresh(EntryPath path) {
    Known parent = known.get(parentOf(path.latin1()));
    return parent != null && parent.fresh;
  }

  /** Whether an object's directory was made or looked at. */
  boolean knowsParentOf(EntryPath path) {
    return known.containsKey(parentOf(path.latin1()));
  }

  /** Whether a directory was made or looked at. */
  boolean knows(EntryPath path) {
    return known.containsKey(path.latin1());
  }

  /** Makes a directory for its owner alone. */
  void make(EntryPath path, Place at) throws Problem, IOException, DestinationException {
    at.directory().makeDirectory(at.name(), PRIVATE);
    hold(path.latin1(), true, openChild(at.directory(), path.latin1(), at.name()));
  }

  /** Takes a directory that was there before, and opens it for its owner until it is finished. */
  void adopt(EntryPath path, Place at) throws Problem, IOException, DestinationException {
    TargetDirectory directory = openChild(at.directory(), path.latin1(), at.name());
    hold(path.latin1(), false, directory);
    try {
      directory.openForOwner();
    } catch (IOException e) {
      // Whether it can be written into, the first entry in it will tell.
    }
    directory.clearLeftovers();
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
    TargetDirectory open = held.remove(path.latin1());
    if (open != null) {
      open.close();
    }
  }

  /** Hands out what directories are to become, those deeper down first. */
  void forEachDescribed(Consumer consumer) {
    // Each must still stand where it was, which a handle does not tell.
    closeHeld();
    String[] paths = known.keySet().toArray(String[]::new);
    Arrays.sort(paths);
    for (int i = paths.length - 1; i >= 0; i--) {
      Known directory = known.get(paths[i]);
      if (directory == null || directory.entry.isEmpty()) {
        continue;
      }
      Entry entry = directory.entry.get();
      try {
        consumer.accept(entry, Optional.of(open(paths[i])));
      } catch (Problem | IOException e) {
        consumer.accept(entry, Optional.empty());
      }
    }
  }

  /** Takes what a directory is to become, and the directory unless it is gone. */
  @FunctionalInterface
  interface Consumer {
    void accept(Entry entry, Optional<TargetDirectory> directory);
  }

  @Override
  public void close() {
    closeHeld();
    root.close();
  }

  private void closeHeld() {
    held.values().forEach(TargetDirectory::close);
    held.clear();
  }

  private void require(String directory) throws Problem, IOException, DestinationException {
    if (known.containsKey(directory)) {
      return;
    }
    int slash = -1;
    do {
      slash = directory.indexOf('/', slash + 1);
      String part = slash < 0 ? directory : directory.substring(0, slash);
      if (!known.containsKey(part)) {
        enter(part);
      }
    } while (slash >= 0);
  }

  private void enter(String path) throws Problem, IOException, DestinationException {
    String parent = parentOf(path);
    TargetDirectory directory = open(parent);
    String name = path.substring(parent.isEmpty() ? 0 : parent.length() + 1);
    boolean fresh = false;
    TargetDirectory child;
    try {
      child = openChild(directory, path, name);
    } catch (NoSuchFileException e) {
      directory.makeDirectory(name, AS_THE_UMASK_SAYS);
      fresh = true;
      child = openChild(directory, path, name);
    }
    hold(path, fresh, child);
    if (!fresh) {
      child.clearLeftovers();
    }
  }

  /** A known directory, through its parents or, where it is held, directly. */
  private TargetDirectory open(String path) throws Problem, IOException {
    if (path.isEmpty()) {
      return root;
    }
    TargetDirectory open = held.get(path);
    if (open != null) {
      return open;
    }
    TargetDirectory directory = walkTo(path);
    boolean same = false;
    try {
      Known before = known.get(path);
      same = before != null && before.key.equals(directory.key());
    } finally {
      if (!same) {
        directory.close();
      }
    }
    if (!same) {
      throw new Problem(
          "its directory " + new EntryPath(path) + " was replaced while it was written into");
    }
    keep(path, directory);
    return directory;
  }

  private TargetDirectory walkTo(String path) throws Problem, IOException {
    int start = 0;
    TargetDirectory from = root;
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      TargetDirectory nearest = held.get(path.substring(0, slash));
      if (nearest != null) {
        from = nearest;
        start = slash + 1;
        break;
      }
    }
    TargetDirectory at = from;
    while (true) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      TargetDirectory parent = at;
      try {
        at = openChild(parent, path.substring(0, end), path.substring(start, end));
      } finally {
        if (parent != from) {
          parent.close();
        }
      }
      if (slash < 0) {
        return at;
      }
      start = slash + 1;
    }
  }

  private static TargetDirectory openChild(TargetDirectory parent, String path, String name)
      throws Problem, IOException {
    try {
      return parent.open(name);
    } catch (NotDirectoryException e) {
      throw new Problem(
          "its directory "
              + new EntryPath(path)
              + (parent.standing(name) == TargetDirectory.Standing.SYMBOLIC_LINK
                  ? " is a symbolic link, which is not followed"
                  : " is not a directory"));
    }
  }

  private void hold(String path, boolean fresh, TargetDirectory directory)
      throws IOException, DestinationException {
    boolean done = false;
    try {
      if (known.size() >= most) {
        throw new DestinationException(
            "the archive has more than "
                + most
                + " directories, more than fit into the memory of this process; give it more:"
                + " HOLDFAST_JAVA_OPTS=-Xmx1g");
      }
      known.put(path, new Known(fresh, directory.key()));
      keep(path, directory);
      done = true;
    } finally {
      if (!done) {
        directory.close();
      }
    }
  }

  private void keep(String path, TargetDirectory directory) {
    if (held.size() >= MOST_HELD) {
      Iterator<TargetDirectory> eldest = held.values().iterator();
      eldest.next().close();
      eldest.remove();
    }
    TargetDirectory before = held.put(path, directory);
    if (before != null) {
      before.close();
    }
  }

  private static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private static final class Known {
    private final boolean fresh;
    private final Object key;
    private Optional<Entry> entry = Optional.empty();

    Known(boolean fresh, Object key) {
      this.fresh = fresh;
      this.key = key;
    }
  }
}
