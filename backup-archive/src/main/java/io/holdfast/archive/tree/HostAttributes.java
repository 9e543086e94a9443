package io.holdfast.archive.tree;

import io.holdfast.core.catalog.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What the kernel tells of an object without opening it.
 *
 * @param key identifies the object as long as it exists
 * @param mode the 12 permission bits
 * @param rdev the number of a device file
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

  // All of "unix:*" would look up the names of owner and group, which takes five times as long.
  private static final String NAMES =
      "unix:isRegularFile,isDirectory,isSymbolicLink,fileKey,dev,ino,nlink,mode,uid,gid,rdev,size,"
          + "lastModifiedTime,ctime";

  private static final int TYPE_BITS = 0170000;
  private static final int PERMISSION_BITS = 07777;

  /** Reads the attributes of what stands at a path; a link is not followed. */
  static HostAttributes of(Path path, LinkOption... options) throws IOException {
    Map<String, Object> map = Files.readAttributes(path, NAMES, options);
    int mode = (int) number(map, "mode");
    return new HostAttributes(
        kind(map, mode),
        Objects.requireNonNull(map.get("fileKey")),
        number(map, "dev"),
        number(map, "ino"),
        number(map, "nlink"),
        mode & PERMISSION_BITS,
        number(map, "uid") & 0xFFFFFFFFL,
        number(map, "gid") & 0xFFFFFFFFL,
        number(map, "rdev"),
        number(map, "size"),
        time(map, "lastModifiedTime"),
        time(map, "ctime"));
  }

  /** Reads the attributes of what stands at a path, links not followed. */
  static HostAttributes ofNoFollow(Path path) throws IOException {
    return of(path, LinkOption.NOFOLLOW_LINKS);
  }

  boolean isDirectory() {
    return kind == Kind.DIRECTORY;
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

  private static Kind kind(Map<String, Object> map, int mode) {
    if (Boolean.TRUE.equals(map.get("isRegularFile"))) {
      return Kind.FILE;
    }
    if (Boolean.TRUE.equals(map.get("isDirectory"))) {
      return Kind.DIRECTORY;
    }
    if (Boolean.TRUE.equals(map.get("isSymbolicLink"))) {
      return Kind.SYMLINK;
    }
    return switch (mode & TYPE_BITS) {
      case 0010000 -> Kind.FIFO;
      case 0020000 -> Kind.CHARACTER_DEVICE;
      case 0060000 -> Kind.BLOCK_DEVICE;
      case 0140000 -> Kind.SOCKET;
      default -> Kind.UNKNOWN;
    };
  }

  private static long number(Map<String, Object> map, String name) {
    return ((Number) Objects.requireNonNull(map.get(name))).longValue();
  }

  private static Instant time(Map<String, Object> map, String name) {
    return ((FileTime) Objects.requireNonNull(map.get(name))).toInstant();
  }
}
