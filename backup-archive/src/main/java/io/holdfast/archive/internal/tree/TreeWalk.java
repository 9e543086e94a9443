package io.holdfast.archive.internal.tree;

import io.holdfast.archive.internal.tar.EntryNames;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.plan.ExcludeMatcher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * One walk through a tree: chooses what belongs to it and hands it to a visitor in order. Of the
 * directories it stands in it keeps the names, and of the {@value #OPEN} innermost a handle. Used
 * once.
 *
 * @param <X> what the visitor throws
 */
final class TreeWalk<X extends Exception> {
  private static final int OPEN = 64;
  private static final int LOOKS = 4;
  private static final String CACHE_TAG = "CACHEDIR.TAG";
  private static final byte[] CACHE_SIGNATURE =
      "Signature: 8a477f597d28d172789f06886806bc55".getBytes(StandardCharsets.US_ASCII);

  /**
   * Takes the objects of a tree.
   *
   * @param <X> what it throws when the walk is to end
   */
  interface Visitor<X extends Exception> {

    /** Looks at an object before anything is done with it. */
    default HostAttributes look(OpenDirectory parent, String name) throws IOException {
      return parent.look(name);
    }

    /**
     * Takes a directory, before what is in it; the root first.
     *
     * @param held the directory itself, or the one it is in
     * @param name its name in {@code held}, {@code .} for itself
     */
    void directory(OpenDirectory held, String name, EntryPath path, HostAttributes attributes)
        throws X, InterruptedException;

    /**
     * Takes anything else.
     *
     * @return false when something else was found to stand there by now, which is to be looked at
     *     again
     */
    boolean object(OpenDirectory parent, String name, EntryPath path, HostAttributes attributes)
        throws X, InterruptedException;
  }

  private final Path root;
  private final boolean excludeCaches;
  private final boolean oneFileSystem;
  private final ExcludeMatcher excludes;
  private final boolean excluding;
  private final Set<EntryPath> leaveOut = new HashSet<>();
  private final Issues issues;
  private final LeftOut leftOut;
  private final OpenWatch opens;
  private final Visitor<X> visitor;
  private final Deque<Level> levels = new ArrayDeque<>();
  private final Set<Object> ancestors = new HashSet<>();

  TreeWalk(
      SourceContent.Tree tree,
      Issues issues,
      LeftOut leftOut,
      OpenWatch opens,
      Visitor<X> visitor) {
    this.opens = opens;
    this.root = tree.root().toAbsolutePath();
    this.excludeCaches = tree.selection().excludeCaches();
    this.oneFileSystem = tree.selection().oneFileSystem();
    this.excluding = !tree.selection().exclude().isEmpty();
    this.excludes = ExcludeMatcher.of(tree.selection().exclude());
    this.issues = issues;
    this.leftOut = leftOut;
    this.visitor = visitor;
    RawNames names = RawNames.of(root.getFileSystem());
    for (Path path : tree.leaveOut()) {
      if (path.startsWith(root) && !path.equals(root)) {
        leaveOut.add(new EntryPath(names.all(root.relativize(path))));
      }
    }
  }

  /** A directory on the way down to where the walk is. */
  private record Level(
      OpenDirectory directory, EntryPath path, long device, Iterator<String> names) {}

  void run() throws SourceException, X, InterruptedException {
    try {
      root();
      while (!levels.isEmpty()) {
        if (Thread.interrupted()) {
          throw new InterruptedException("stopped while reading " + root);
        }
        Level level = levels.getLast();
        if (level.names.hasNext()) {
          child(level, level.names.next());
        } else {
          leave();
        }
      }
    } finally {
      while (!levels.isEmpty()) {
        leave();
      }
    }
  }

  private void root() throws SourceException, X, InterruptedException {
    OpenDirectory directory;
    HostAttributes attributes;
    List<String> names = new ArrayList<>();
    try {
      directory = OpenDirectory.at(root);
      try {
        attributes = HostAttributes.of(root);
        directory.list(names);
      } catch (IOException | RuntimeException | Error e) {
        directory.close();
        throw e;
      }
    } catch (IOException e) {
      throw new SourceException(
          "cannot read directory " + Printable.of(root.toString()) + ": " + Reason.of(e), e);
    } catch (UnsupportedOperationException e) {
      throw new SourceException(
          "cannot read directory "
              + Printable.of(root.toString())
              + ": its file system has no Unix attributes",
          e);
    }
    enter(directory, EntryPath.ROOT, attributes, names);
  }

  private void child(Level level, String name) throws X, InterruptedException {
    EntryPath path = level.path.child(new EntryPath(name));
    if (leaveOut.contains(path)) {
      return;
    }
    if (path.latin1().length() > EntryNames.LONGEST) {
      issues.add(SourceIssue.Kind.UNREADABLE, path, "not saved: its path is too long");
      return;
    }
    for (int i = 0; i < LOOKS; i++) {
      HostAttributes attributes;
      try {
        attributes = visitor.look(level.directory, name);
      } catch (IOException | IllegalArgumentException e) {
        lost(path, e);
        return;
      }
      if (excluding && excludes.excludes(path.text(), attributes.isDirectory())) {
        leftOut.excluded(path);
        return;
      }
      if (visit(level, name, path, attributes)) {
        return;
      }
    }
    issues.add(
        SourceIssue.Kind.UNREADABLE, path, "not saved: it was replaced again and again meanwhile");
  }

  private boolean visit(Level level, String name, EntryPath path, HostAttributes attributes)
      throws X, InterruptedException {
    switch (attributes.kind()) {
      case DIRECTORY -> {
        return directory(level, name, path, attributes);
      }
      case SOCKET -> leftOut.socket(path);
      case UNKNOWN ->
          issues.add(SourceIssue.Kind.UNREADABLE, path, "not saved: an object of unknown type");
      default -> {
        return visitor.object(level.directory, name, path, attributes);
      }
    }
    return true;
  }

  private boolean directory(Level level, String name, EntryPath path, HostAttributes attributes)
      throws X, InterruptedException {
    if (ancestors.contains(attributes.key())) {
      issues.add(
          SourceIssue.Kind.UNREADABLE,
          path,
          "not saved: a mount makes the directory contain itself");
      return true;
    }
    boolean mounted = attributes.dev() != level.device;
    if (mounted && oneFileSystem) {
      leftOut.contentOfMount(path);
      visitor.directory(level.directory, name, path, attributes);
      return true;
    }
    List<String> names = new ArrayList<>();
    OpenDirectory directory;
    try {
      directory = level.directory.open(name);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      if (isOther(level, name, attributes)) {
        return false;
      }
      issues.add(
          SourceIssue.Kind.UNREADABLE,
          path,
          "the directory's content is not saved: " + Reason.of(e));
      visitor.directory(level.directory, name, path, attributes);
      return true;
    }
    boolean entered = false;
    try {
      if (!directory.key().equals(attributes.key())) {
        return false;
      }
      try {
        directory.list(names);
      } catch (IOException e) {
        issues.add(
            SourceIssue.Kind.UNREADABLE,
            path,
            "only part of the directory is saved, it cannot be listed further: " + Reason.of(e));
      }
      entered = true;
    } finally {
      if (!entered) {
        quietly(directory);
      }
    }
    if (mounted) {
      leftOut.mountTaken(path);
    }
    enter(directory, path, attributes, names);
    return true;
  }

  private void enter(
      OpenDirectory directory, EntryPath path, HostAttributes attributes, List<String> names)
      throws X, InterruptedException {
    List<String> chosen = names;
    if (excludeCaches && isCache(directory, names)) {
      chosen = List.of(CACHE_TAG);
      leftOut.contentOfCache(path);
    }
    levels.addLast(new Level(directory, path, attributes.dev(), chosen.iterator()));
    ancestors.add(directory.key());
    if (levels.size() > OPEN) {
      int i = 0;
      for (Iterator<Level> outer = levels.descendingIterator(); i <= OPEN; i++) {
        Level level = outer.next();
        if (i == OPEN) {
          quietly(level.directory);
        }
      }
    }
    visitor.directory(directory, ".", path, attributes);
  }

  private void leave() {
    Level level = levels.removeLast();
    ancestors.remove(level.directory.key());
    quietly(level.directory);
  }

  private static boolean isOther(Level level, String name, HostAttributes attributes) {
    try {
      HostAttributes now = level.directory.look(name);
      return now.kind() != attributes.kind() || !now.key().equals(attributes.key());
    } catch (IOException e) {
      return true;
    }
  }

  private void lost(EntryPath path, Exception e) {
    if (e instanceof NoSuchFileException) {
      issues.add(SourceIssue.Kind.VANISHED, path, "deleted before it was read");
    } else {
      String reason = e instanceof IOException io ? Reason.of(io) : String.valueOf(e.getMessage());
      issues.add(SourceIssue.Kind.UNREADABLE, path, "not saved: " + reason);
    }
  }

  private boolean isCache(OpenDirectory directory, List<String> names) {
    if (Collections.binarySearch(names, CACHE_TAG) < 0) {
      return false;
    }
    try {
      HostAttributes tag = directory.look(CACHE_TAG);
      if (tag.kind() != HostAttributes.Kind.FILE || tag.size() < CACHE_SIGNATURE.length) {
        return false;
      }
      try (InputStream in = Channels.newInputStream(opens.open(directory, CACHE_TAG))) {
        return Arrays.equals(in.readNBytes(CACHE_SIGNATURE.length), CACHE_SIGNATURE);
      }
    } catch (IOException e) {
      // Not provably a cache: it is saved, and if the tag cannot be read, that is noticed then.
      return false;
    }
  }

  /** A handle that was only read through loses nothing when closing it fails. */
  private static void quietly(OpenDirectory directory) {
    try {
      directory.close();
    } catch (IOException e) {
      // Nothing follows from it.
    }
  }
}
