package io.holdfast.testkit;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A tree of files in memory, with owners, modes and times: what a volume or a directory holds.
 * Immutable.
 *
 * <pre>{@code
 * FileTree data = FileTree.builder()
 *     .owner(70, 70)
 *     .directory("pgdata", 0700)
 *     .file("pgdata/PG_VERSION", "16\n", 0600)
 *     .symlink("current", "pgdata")
 *     .build();
 * }</pre>
 *
 * <p>Contents live in memory: for trees of some megabytes.
 */
public final class FileTree {
  /** Nothing but a root directory. */
  public static final FileTree EMPTY = builder().build();

  private final Map<EntryPath, FileTreeNode> nodes;

  private FileTree(Map<EntryPath, FileTreeNode> nodes) {
    this.nodes = nodes;
  }

  /** {@return a builder of a tree with a root directory of root's, mode 0755} */
  public static Builder builder() {
    return new Builder(new LinkedHashMap<>());
  }

  /** {@return a builder that starts with what is in this tree} */
  public Builder toBuilder() {
    return new Builder(new LinkedHashMap<>(nodes));
  }

  /**
   * Reads a tar whose entries are relative to the root, as {@code ./a} or {@code a}.
   *
   * @param tar read to its end, not closed
   * @return what it holds, contents included
   * @throws IOException when it is malformed or stops before its end blocks
   */
  public static FileTree readTar(InputStream tar) throws IOException {
    Builder builder = builder();
    new TarReader(tar).readAll(builder::entry);
    return builder.build();
  }

  /**
   * Reads a directory, links not followed. Needs a file system with the {@code unix} view.
   *
   * @param root becomes the root of the tree
   * @return what it holds, contents included
   * @throws IOException when anything in it cannot be read
   */
  public static FileTree read(Path root) throws IOException {
    return read(root, Set.of());
  }

  /**
   * Reads a directory.
   *
   * @param root becomes the root of the tree
   * @param leaveOut paths below the root that are not read
   * @return what it holds, contents included
   * @throws IOException when anything in it cannot be read
   */
  public static FileTree read(Path root, Set<Path> leaveOut) throws IOException {
    Builder builder = builder();
    new FileTreeFiles(root).read(leaveOut, builder);
    return builder.build();
  }

  /**
   * Writes a tar, root first, with its end blocks. {@code out} is not closed.
   *
   * @param out not closed
   * @throws IOException when {@code out} fails
   */
  public void writeTar(OutputStream out) throws IOException {
    TarWriter writer = new TarWriter(out);
    for (FileTreeNode node : nodes.values()) {
      writer.entry(node.entry(), node.storedBytes());
    }
    writer.end();
  }

  /**
   * Writes the tree into a directory, which is made if missing; what stands in the way of an entry
   * is replaced. Owners and special mode bits are set where the file system and the process's
   * rights allow.
   *
   * @param root becomes the root of the tree
   * @throws IOException when anything cannot be written
   */
  public void writeTo(Path root) throws IOException {
    FileTreeFiles files = new FileTreeFiles(root);
    for (FileTreeNode node : nodes.values()) {
      files.write(node.entry(), node.storedBytes());
    }
    files.finishDirectories();
  }

  /** {@return all entries, the root first and every directory before what is in it} */
  public List<Entry> entries() {
    return nodes.values().stream().map(FileTreeNode::entry).toList();
  }

  /**
   * Looks an entry up.
   *
   * @param path relative to the root, {@code /}-separated
   * @return empty when there is none
   */
  public Optional<Entry> entry(String path) {
    return entry(EntryPath.of(path));
  }

  /**
   * Looks an entry up, also one whose name is not text.
   *
   * @param path relative to the root
   * @return empty when there is none
   */
  public Optional<Entry> entry(EntryPath path) {
    return Optional.ofNullable(nodes.get(path)).map(FileTreeNode::entry);
  }

  /**
   * The content of a file, also by the name of a hard link.
   *
   * @param path relative to the root
   * @return a copy
   * @throws IllegalArgumentException when there is no such file
   */
  public byte[] content(EntryPath path) {
    return Optional.ofNullable(nodes.get(path))
        .filter(FileTreeNode::isFile)
        .map(FileTreeNode::bytes)
        .orElseThrow(
            () -> new IllegalArgumentException("no file '" + path + "' among " + nodes.keySet()));
  }

  /**
   * The content of a file as UTF-8 text.
   *
   * @param path relative to the root, {@code /}-separated
   * @return all of it
   * @throws IllegalArgumentException when there is no such file
   */
  public String text(String path) {
    return new String(content(EntryPath.of(path)), StandardCharsets.UTF_8);
  }

  /** {@return whether there is nothing but the root} */
  public boolean isEmpty() {
    return nodes.size() == 1;
  }

  /** {@return content bytes of all files, hard-linked ones once} */
  public long bytes() {
    return nodes.values().stream().mapToLong(n -> n.entry().size()).sum();
  }

  /**
   * The part of the tree whose paths are chosen, and the directories above it.
   *
   * @param chosen asked for every entry but the root
   * @return another tree
   */
  public FileTree filter(Predicate<EntryPath> chosen) {
    Builder part = builder();
    for (FileTreeNode node : nodes.values()) {
      EntryPath path = node.entry().path();
      if (path.isRoot() || chosen.test(path)) {
        for (EntryPath parent : parents(path)) {
          part.adopt(Optional.ofNullable(nodes.get(parent)).orElseThrow());
        }
        part.adopt(node);
      }
    }
    return part.build();
  }

  /** {@return the same tree with times cut to whole seconds, which is what most tars keep} */
  public FileTree wholeSeconds() {
    Map<EntryPath, FileTreeNode> cut = new LinkedHashMap<>();
    nodes.forEach((path, node) -> cut.put(path, node.wholeSeconds()));
    return new FileTree(cut);
  }

  /**
   * One line per entry, with all that a restore must bring back: two trees are equal exactly when
   * their listings are. Of the names of one file the first in the listing counts as the file, the
   * others as links to it, whatever the order in which they were read.
   *
   * @return sorted by path
   */
  public List<String> listing() {
    Map<EntryPath, EntryPath> firstNames = new HashMap<>();
    Map<EntryPath, FileTreeNode> sorted = new TreeMap<>(nodes);
    List<String> lines = new ArrayList<>();
    sorted.forEach(
        (path, node) -> {
          Entry e = node.entry();
          EntryPath file = e.type() == EntryType.HARD_LINK ? e.linkTarget().orElseThrow() : path;
          Optional<EntryPath> first = Optional.ofNullable(firstNames.putIfAbsent(file, path));
          String shown = path.isRoot() ? "." : path.toString();
          lines.add(
              shown + first.map(name -> " = " + name).orElseGet(() -> ' ' + node.describe(true)));
        });
    return lines;
  }

  /** One entry in a line, without its path and, where they do not count, without its owners. */
  String describe(EntryPath path, boolean owners) {
    return Optional.ofNullable(nodes.get(path)).orElseThrow().describe(owners);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileTree tree && listing().equals(tree.listing());
  }

  @Override
  public int hashCode() {
    return listing().hashCode();
  }

  @Override
  public String toString() {
    return String.join("\n", listing());
  }

  private static List<EntryPath> parents(EntryPath path) {
    List<EntryPath> parents = new ArrayList<>();
    for (int slash = path.latin1().indexOf('/');
        slash >= 0;
        slash = path.latin1().indexOf('/', slash + 1)) {
      parents.add(new EntryPath(path.latin1().substring(0, slash)));
    }
    return parents;
  }

  /**
   * Collects a tree. Owner and time are those last set; directories that are not named are made,
   * mode 0755. An entry replaces what has its path. Not thread-safe.
   */
  public static final class Builder {
    private final Map<EntryPath, FileTreeNode> nodes;
    private long uid;
    private long gid;
    private Instant modified = Instant.parse("2025-01-02T03:04:05Z");

    private Builder(Map<EntryPath, FileTreeNode> nodes) {
      this.nodes = nodes;
      if (nodes.isEmpty()) {
        root(0755);
      }
    }

    /**
     * Sets the owner of what follows.
     *
     * @param user numeric
     * @param group numeric
     * @return this builder
     */
    public Builder owner(long user, long group) {
      uid = user;
      gid = group;
      return this;
    }

    /**
     * Sets the time of what follows.
     *
     * @param time of modification
     * @return this builder
     */
    public Builder modified(Instant time) {
      modified = time;
      return this;
    }

    /**
     * Gives the root directory a mode, the current owner and time.
     *
     * @param mode the 12 permission bits
     * @return this builder
     */
    public Builder root(int mode) {
      return entry(make(EntryPath.ROOT, EntryType.DIRECTORY, mode, Optional.empty()), new byte[0]);
    }

    /**
     * Adds a directory.
     *
     * @param path relative to the root
     * @param mode the 12 permission bits
     * @return this builder
     */
    public Builder directory(String path, int mode) {
      return entry(
          make(EntryPath.of(path), EntryType.DIRECTORY, mode, Optional.empty()), new byte[0]);
    }

    /**
     * Adds a file of UTF-8 text, mode 0644.
     *
     * @param path relative to the root
     * @param text its content
     * @return this builder
     */
    public Builder file(String path, String text) {
      return file(path, text, 0644);
    }

    /**
     * Adds a file of UTF-8 text.
     *
     * @param path relative to the root
     * @param text its content
     * @param mode the 12 permission bits
     * @return this builder
     */
    public Builder file(String path, String text, int mode) {
      return file(path, text.getBytes(StandardCharsets.UTF_8), mode);
    }

    /**
     * Adds a file of any content.
     *
     * @param path relative to the root
     * @param content its bytes
     * @param mode the 12 permission bits
     * @return this builder
     */
    public Builder file(String path, byte[] content, int mode) {
      return file(EntryPath.of(path), content, mode);
    }

    /**
     * Adds a file, also one whose name is not text.
     *
     * @param path relative to the root
     * @param content its bytes
     * @param mode the 12 permission bits
     * @return this builder
     */
    public Builder file(EntryPath path, byte[] content, int mode) {
      return entry(make(path, EntryType.FILE, mode, Optional.empty()), content);
    }

    /**
     * Adds a symbolic link.
     *
     * @param path relative to the root
     * @param target the text of the link, wherever it leads
     * @return this builder
     */
    public Builder symlink(String path, String target) {
      return entry(
          make(EntryPath.of(path), EntryType.SYMLINK, 0777, Optional.of(EntryPath.of(target))),
          new byte[0]);
    }

    /**
     * Adds another name of a file that is already in the tree.
     *
     * @param path the new name, relative to the root
     * @param file the name it has already
     * @return this builder
     */
    public Builder hardLink(String path, String file) {
      return entry(
          make(EntryPath.of(path), EntryType.HARD_LINK, 0, Optional.of(EntryPath.of(file))),
          new byte[0]);
    }

    /**
     * Adds a named pipe.
     *
     * @param path relative to the root
     * @param mode the 12 permission bits
     * @return this builder
     */
    public Builder fifo(String path, int mode) {
      return entry(make(EntryPath.of(path), EntryType.FIFO, mode, Optional.empty()), new byte[0]);
    }

    /**
     * Adds an entry as it is; its size is that of the content. A hard link takes everything but its
     * path from the file it names.
     *
     * @param entry with a path relative to the root
     * @param content empty for everything but files
     * @return this builder
     */
    public Builder entry(Entry entry, byte[] content) {
      for (EntryPath parent : parents(entry.path())) {
        nodes.computeIfAbsent(
            parent,
            p ->
                FileTreeNode.of(make(p, EntryType.DIRECTORY, 0755, Optional.empty()), new byte[0]));
      }
      if (entry.type() != EntryType.DIRECTORY) {
        nodes.keySet().removeIf(p -> p.latin1().startsWith(entry.path().latin1() + "/"));
      }
      if (entry.type() != EntryType.HARD_LINK) {
        nodes.put(entry.path(), FileTreeNode.of(entry, content));
        return this;
      }
      EntryPath named = entry.linkTarget().orElseThrow();
      FileTreeNode file =
          Optional.ofNullable(nodes.get(named))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "hard link to '" + named + "', which is not in the tree"));
      nodes.put(entry.path(), file.linkedAs(entry.path()));
      return this;
    }

    /** {@return the tree; the builder can be used on} */
    public FileTree build() {
      return new FileTree(new LinkedHashMap<>(nodes));
    }

    /** A hard link whose file is not in this tree becomes the file. */
    private void adopt(FileTreeNode node) {
      boolean lonely =
          node.entry().linkTarget().filter(file -> !nodes.containsKey(file)).isPresent()
              && node.isFile();
      nodes.put(node.entry().path(), lonely ? node.asFile() : node);
    }

    private Entry make(EntryPath path, EntryType type, int mode, Optional<EntryPath> link) {
      return new Entry(path, type, 0, mode, uid, gid, modified, link, Entry.Device.NONE);
    }
  }
}
