package io.holdfast.archive.internal.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.ExtendedAttributes;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.run.DirectoryProbe;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a directory of this host: a directory, then what is in it, sorted bytewise, the content of
 * a subdirectory directly after it. No link is followed but one at the root's own name.
 *
 * <p>The first name of a file in the source is the file, further ones are hard links to it; of
 * other objects with several names, each is saved on its own. Sockets are left out. Devices and
 * FIFOs are never opened.
 *
 * <p>Not thread-safe; one instance reads once.
 */
public final class TreeReader {
  private final SourceContent.Tree tree;
  private final Issues issues;
  private final Clock clock;
  private final Consumer<EntryPath> beforeOpen;
  private final boolean fillHoles;
  private final LeftOut leftOut = new LeftOut();

  /**
   * Reads nothing yet.
   *
   * @param issues receives what makes the source incomplete
   * @throws IllegalArgumentException when an exclude pattern is none
   */
  public TreeReader(SourceContent.Tree tree, Issues issues) {
    this(tree, issues, false);
  }

  private TreeReader(SourceContent.Tree tree, Issues issues, boolean fillHoles) {
    this(tree, issues, fillHoles, Clock.systemUTC(), path -> {});
  }

  TreeReader(
      SourceContent.Tree tree,
      Issues issues,
      boolean fillHoles,
      Clock clock,
      Consumer<EntryPath> beforeOpen) {
    this.tree = tree;
    this.issues = issues;
    this.fillHoles = fillHoles;
    this.clock = clock;
    this.beforeOpen = beforeOpen;
  }

  /**
   * Does the same, but hands files with holes over with zeros for these, except for the largest.
   */
  public static TreeReader fillingHoles(SourceContent.Tree tree, Issues issues) {
    return new TreeReader(tree, issues, true);
  }

  /**
   * Hands the root to the sink, as a directory with {@link EntryPath#ROOT}, and then every object
   * below it.
   *
   * @throws SourceException when the root is missing or cannot be listed; all other trouble is an
   *     issue
   */
  public void read(EntrySink sink)
      throws SourceException, DestinationException, InterruptedException {
    try (OpenWatch opens = new OpenWatch()) {
      new TreeWalk<>(tree, issues, leftOut, opens, new Reading(sink, opens)).run();
    }
  }

  /**
   * Counts what {@link #read} would hand over, and opens no file.
   *
   * @throws SourceException when the root is missing or cannot be listed
   */
  public DirectoryProbe.Extent measure() throws SourceException, InterruptedException {
    Measuring measuring = new Measuring(isHost(tree.root()));
    try (OpenWatch opens = new OpenWatch()) {
      new TreeWalk<>(tree, issues, leftOut, opens, measuring).run();
    }
    return new DirectoryProbe.Extent(measuring.entries, measuring.bytes, remarks());
  }

  /** What was left out on purpose, for people, such as {@code left out 1 socket: run/app.sock}. */
  public List<String> remarks() {
    return leftOut.remarks();
  }

  /** What some stock tools cannot restore, for people; empty when there is no such thing. */
  public String limits() {
    return leftOut.limits();
  }

  static Entry entry(
      EntryPath path,
      EntryType type,
      HostAttributes attributes,
      long size,
      Optional<EntryPath> linkTarget,
      ExtendedAttributes extended) {
    return new Entry(
        path,
        type,
        size,
        attributes.mode(),
        attributes.uid(),
        attributes.gid(),
        attributes.modified(),
        linkTarget,
        attributes.device(),
        extended,
        Optional.empty());
  }

  private static boolean isHost(Path root) {
    return root.getFileSystem().equals(FileSystems.getDefault());
  }

  private static EntryType type(HostAttributes.Kind kind) {
    return switch (kind) {
      case FILE -> EntryType.FILE;
      case DIRECTORY -> EntryType.DIRECTORY;
      case SYMLINK -> EntryType.SYMLINK;
      case FIFO -> EntryType.FIFO;
      case CHARACTER_DEVICE -> EntryType.CHARACTER_DEVICE;
      case BLOCK_DEVICE -> EntryType.BLOCK_DEVICE;
      case SOCKET, UNKNOWN -> throw new IllegalArgumentException(kind + " has no place in a tar");
    };
  }

  /** Turns objects into entries. */
  private final class Reading implements TreeWalk.Visitor<DestinationException> {
    private final EntrySink sink;
    private final HardLinks links = new HardLinks();
    private final AttributeReader extended;
    private final FileCapture files;

    Reading(EntrySink sink, OpenWatch opens) {
      this.sink = sink;
      boolean host = isHost(tree.root());
      this.extended = new AttributeReader(host, issues, leftOut);
      this.files =
          new FileCapture(
              issues,
              opens,
              extended,
              new SparseFiles(host),
              new FilledHoles(fillHoles, leftOut),
              clock,
              beforeOpen);
    }

    @Override
    public void directory(
        OpenDirectory held, String name, EntryPath path, HostAttributes attributes)
        throws DestinationException, InterruptedException {
      ExtendedAttributes own = extended.of(held, name, path, attributes);
      accept(path, EntryType.DIRECTORY, attributes, Optional.empty(), own);
    }

    @Override
    public boolean object(
        OpenDirectory parent, String name, EntryPath path, HostAttributes attributes)
        throws DestinationException, InterruptedException {
      return switch (attributes.kind()) {
        case FILE -> file(parent, name, path, attributes);
        case SYMLINK -> link(parent, name, path, attributes);
        default -> {
          ExtendedAttributes own = extended.of(parent, name, path, attributes);
          accept(path, type(attributes.kind()), attributes, Optional.empty(), own);
          yield true;
        }
      };
    }

    private boolean file(
        OpenDirectory parent, String name, EntryPath path, HostAttributes attributes)
        throws DestinationException, InterruptedException {
      Optional<EntryPath> first = links.first(attributes, this::isSame);
      if (first.isPresent()) {
        accept(path, EntryType.HARD_LINK, attributes, first, ExtendedAttributes.NONE);
        return true;
      }
      return switch (files.capture(parent, name, path, attributes, sink)) {
        case SAVED -> {
          files.saved().ifPresent(file -> links.remember(file, path));
          yield true;
        }
        case NOT_SAVED -> true;
        case LOOK_AGAIN -> false;
      };
    }

    private boolean link(
        OpenDirectory parent, String name, EntryPath path, HostAttributes attributes)
        throws DestinationException, InterruptedException {
      String target;
      ExtendedAttributes own;
      try {
        target = parent.readLink(name);
        own = extended.of(parent, name, path, attributes);
        if (!parent.look(name).key().equals(attributes.key())) {
          return false;
        }
      } catch (NoSuchFileException e) {
        return false;
      } catch (IOException e) {
        issues.add(SourceIssue.Kind.UNREADABLE, path, "not saved: " + Reason.of(e));
        return true;
      }
      accept(path, EntryType.SYMLINK, attributes, Optional.of(new EntryPath(target)), own);
      return true;
    }

    private boolean isSame(EntryPath path, HostAttributes file) {
      Path root = tree.root().toAbsolutePath();
      try {
        Path first = RawNames.of(root.getFileSystem()).child(root, path.latin1());
        return HostAttributes.ofNoFollow(first).key().equals(file.key());
      } catch (IOException e) {
        return false;
      }
    }

    private void accept(
        EntryPath path,
        EntryType type,
        HostAttributes attributes,
        Optional<EntryPath> target,
        ExtendedAttributes own)
        throws DestinationException, InterruptedException {
      sink.accept(entry(path, type, attributes, 0, target, own), HeldContent.none());
    }
  }

  /** Adds sizes up. */
  private static final class Measuring implements TreeWalk.Visitor<RuntimeException> {
    private final HardLinks links = new HardLinks();
    private final SparseFiles sparse;
    private long entries;
    private long bytes;

    Measuring(boolean host) {
      sparse = new SparseFiles(host);
    }

    @Override
    public HostAttributes look(OpenDirectory parent, String name) throws IOException {
      return parent.glance(name);
    }

    @Override
    public void directory(
        OpenDirectory held, String name, EntryPath path, HostAttributes attributes) {
      entries++;
    }

    @Override
    public boolean object(
        OpenDirectory parent, String name, EntryPath path, HostAttributes attributes) {
      entries++;
      if (attributes.kind() == HostAttributes.Kind.FILE
          && links.first(attributes, (first, file) -> true).isEmpty()) {
        links.remember(attributes, path);
        bytes +=
            attributes.size() > FileCapture.BUFFERED
                ? sparse.dataLength(parent, name, attributes.size())
                : attributes.size();
      }
      return true;
    }
  }
}
