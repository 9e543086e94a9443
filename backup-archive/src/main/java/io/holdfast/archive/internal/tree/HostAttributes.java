package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What the kernel tells of an object without opening it.
 *
 * @param key identifies the object as long as it exists
 * @param mode the 12 permission bits
 * @param rdev the number of a device file; 0 for everything else
 * @param changed the last change of content or attributes
 */
record HostAttributes(
    Kind kind,
    Object key,
    long dev,
    long ino,
    long links,
    int mode,
    long uid,
    long gid,
    long rdev,
    long size,
    Instant modified,
    Instant changed) {

  /** What an object is. */
  enum Kind {
    FILE,
    DIRECTORY,
    SYMLINK,
    FIFO,
    CHARACTER_DEVICE,
    BLOCK_DEVICE,
    SOCKET,
    UNKNOWN
  }

  // All of "unix:*" would look up the names of owner and group, which takes five times as long,
  // and every name costs.
  private static final String NAMES =
      "unix:mode,fileKey,dev,ino,nlink,uid,gid,size,lastModifiedTime,ctime";

  private static final int TYPE_BITS = 0170000;
  private static final int PERMISSION_BITS = 07777;

  /** Reads the attributes of what stands at a path; a link is not followed. */
  static HostAttributes of(Path path, LinkOption... options) throws IOException {
    Map<String, Object> map = Files.readAttributes(path, NAMES, options);
    Kind kind = kind((int) number(map, "mode"), path, options);
    if (kind == Kind.CHARACTER_DEVICE || kind == Kind.BLOCK_DEVICE) {
      map = Files.readAttributes(path, NAMES + ",rdev", options);
      kind = kind((int) number(map, "mode"), path, options);
    }
    int mode = (int) number(map, "mode");
    return new HostAttributes(
        kind,
        Objects.requireNonNull(map.get("fileKey")),
        number(map, "dev"),
        number(map, "ino"),
        number(map, "nlink"),
        mode & PERMISSION_BITS,
        number(map, "uid") & 0xFFFFFFFFL,
        number(map, "gid") & 0xFFFFFFFFL,
        map.containsKey("rdev") ? number(map, "rdev") : 0,
        number(map, "size"),
        time(map, "lastModifiedTime"),
        time(map, "ctime"));
  }

  /** Reads the attributes of what stands at a path, links not followed. */
  static HostAttributes ofNoFollow(Path path) throws IOException {
    return of(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Whether two looks saw the same object, unchanged. Not {@code equals}, which a record makes at
   * its first use, at the price of some dozen milliseconds.
   */
  boolean isUnchanged(HostAttributes since) {
    return kind == since.kind
        && key.equals(since.key)
        && links == since.links
        && mode == since.mode
        && uid == since.uid
        && gid == since.gid
        && rdev == since.rdev
        && size == since.size
        && modified.equals(since.modified)
        && changed.equals(since.changed);
  }

  boolean isDirectory() {
    return kind == Kind.DIRECTORY;
  }

  /** What tells whether it is still the same file. */
  FileState state() {
    return new FileState(changed, ino, dev);
  }

  /** The number of a device, taken apart as the C library of Linux does. */
  Entry.Device device() {
    if (kind != Kind.CHARACTER_DEVICE && kind != Kind.BLOCK_DEVICE) {
      return Entry.Device.NONE;
    }
    return new Entry.Device(
        (int) (((rdev >>> 8) & 0xFFF) | ((rdev >>> 32) & 0xFFFFF000L)),
        (int) ((rdev & 0xFF) | ((rdev >>> 12) & 0xFFFFFF00L)));
  }

  private static Kind kind(int mode, Path path, LinkOption... options) throws IOException {
    return switch (mode & TYPE_BITS) {
      case 0100000 -> Kind.FILE;
      case 0040000 -> Kind.DIRECTORY;
      case 0120000 -> Kind.SYMLINK;
      case 0010000 -> Kind.FIFO;
      case 0020000 -> Kind.CHARACTER_DEVICE;
      case 0060000 -> Kind.BLOCK_DEVICE;
      case 0140000 -> Kind.SOCKET;
      case 0 -> withoutTypeBits(path, options);
      default -> Kind.UNKNOWN;
    };
  }

  /** File systems in memory have no type in the mode. */
  private static Kind withoutTypeBits(Path path, LinkOption... options) throws IOException {
    BasicFileAttributes basic = Files.readAttributes(path, BasicFileAttributes.class, options);
    if (basic.isRegularFile()) {
      return Kind.FILE;
    }
    if (basic.isDirectory()) {
      return Kind.DIRECTORY;
    }
    return basic.isSymbolicLink() ? Kind.SYMLINK : Kind.UNKNOWN;
  }

  private static long number(Map<String, Object> map, String name) {
    return ((Number) Objects.requireNonNull(map.get(name))).longValue();
  }

  private static Instant time(Map<String, Object> map, String name) {
    return ((FileTime) Objects.requireNonNull(map.get(name))).toInstant();
  }
}
