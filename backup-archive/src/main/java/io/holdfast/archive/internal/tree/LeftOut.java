package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.EntryPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a walk passed over on purpose, or took though it is not part of the disk, for people. Not
 * thread-safe.
 */
final class LeftOut {
  private static final int NAMED = 3;

  private final Group sockets = new Group("socket", "sockets");
  private final Group caches = new Group("cache directory", "cache directories");
  private final Group excluded = new Group("excluded object", "excluded objects");
  private final Group mounts = new Group("mounted file system", "mounted file systems");
  private final Group taken =
      new Group("with", "mounted file system in it", "mounted file systems in it");

  private final Group holes =
      new Group(
          "has",
          "large file with holes, which comes back with Holdfast, GNU tar or bsdtar, not with"
              + " busybox",
          "large files with holes, which come back with Holdfast, GNU tar or bsdtar, not with"
              + " busybox");

  /** By name. */
  private final Map<String, Group> attributes = new TreeMap<>();

  private boolean attributesNotOffered;

  void socket(EntryPath path) {
    sockets.add(path);
  }

  void contentOfCache(EntryPath directory) {
    caches.add(directory);
  }

  void excluded(EntryPath path) {
    excluded.add(path);
  }

  void contentOfMount(EntryPath directory) {
    mounts.add(directory);
  }

  void mountTaken(EntryPath directory) {
    taken.add(directory);
  }

  /** A file that is archived without its holes where other tools are expected that need them. */
  void holes(EntryPath path) {
    holes.add(path);
  }

  /** An attribute that could not be written back. */
  void attribute(EntryPath path, String name) {
    attributes
        .computeIfAbsent(name, n -> new Group(attributesNamed(n, ""), attributesNamed(n, "s")))
        .add(path);
  }

  private static String attributesNamed(String name, String plural) {
    return "extended attribute"
        + plural
        + ' '
        + new EntryPath(name)
        + (plural.isEmpty() ? ", which is bound to its file" : ", which are bound to their files")
        + " or file system";
  }

  /** Attributes cannot be read on this system. */
  void attributesNotOffered() {
    attributesNotOffered = true;
  }

  /** What some stock tools cannot restore; empty when there is no such thing. */
  String limits() {
    return holes.count == 0 ? "" : holes.toString();
  }

  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (attributesNotOffered) {
      remarks.add("extended attributes and ACLs are not kept on this system, only on 64 bit Linux");
    }
    List<Group> groups = new ArrayList<>(List.of(sockets, caches, excluded, mounts, taken));
    groups.addAll(attributes.values());
    for (Group group : groups) {
      if (group.count > 0) {
        remarks.add(group.toString());
      }
    }
    return remarks;
  }

  private static final class Group {
    private final String verb;
    private final String one;
    private final String many;
    private final List<EntryPath> first = new ArrayList<>();
    private long count;

    Group(String one, String many) {
      this("left out", one, many);
    }

    Group(String verb, String one, String many) {
      this.verb = verb;
      this.one = one;
      this.many = many;
    }

    void add(EntryPath path) {
      if (first.size() < NAMED) {
        first.add(path);
      }
      count++;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(verb).append(' ').append(count).append(' ');
      text.append(count == 1 ? one : many).append(": ");
      for (int i = 0; i < first.size(); i++) {
        text.append(i == 0 ? "" : ", ").append(first.get(i).isRoot() ? "." : first.get(i));
      }
      return text.append(count > first.size() ? ", ..." : "").toString();
    }
  }
}
