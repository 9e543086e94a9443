package io.holdfast.testkit;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Carries a {@link FileTree} from and to a directory of any file system. */
final class FileTreeFiles {
  private final Path root;
  private final Deque<Entry> directories = new ArrayDeque<>();

  FileTreeFiles(Path root) {
    this.root = root;
  }

  void read(Set<Path> leaveOut, FileTree.Builder into) throws IOException {
    read(root, EntryPath.ROOT, leaveOut, into, new HashMap<>());
  }

  private void read(
      Path file,
      EntryPath path,
      Set<Path> leaveOut,
      FileTree.Builder into,
      Map<Object, EntryPath> seen)
      throws IOException {
    Map<String, Object> unix =
        Files.readAttributes(
            file,
            "unix:mode,uid,gid,lastModifiedTime,ino,nlink,isRegularFile,isDirectory,isSymbolicLink",
            noFollow(path));
    Optional<EntryType> type = type(unix);
    if (type.isEmpty()) {
      return;
    }
    Object inode = Optional.ofNullable(unix.get("ino")).orElseThrow();
    if (type.get() == EntryType.FILE && number(unix, "nlink") > 1) {
      Optional<EntryPath> first = Optional.ofNullable(seen.putIfAbsent(inode, path));
      if (first.isPresent()) {
        into.entry(entry(path, EntryType.HARD_LINK, unix, first), new byte[0]);
        return;
      }
    }
    Optional<EntryPath> link =
        type.get() == EntryType.SYMLINK
            ? Optional.of(EntryPath.of(Files.readSymbolicLink(file).toString()))
            : Optional.empty();
    byte[] content = type.get() == EntryType.FILE ? Files.readAllBytes(file) : new byte[0];
    into.entry(entry(path, type.get(), unix, link), content);
    if (type.get() == EntryType.DIRECTORY) {
      for (Path child : children(file)) {
        if (!leaveOut.contains(child)) {
          EntryPath name = EntryPath.of(String.valueOf(child.getFileName()));
          read(child, path.child(name), leaveOut, into, seen);
        }
      }
    }
  }

  /** The root itself may be reached through a link. */
  private static LinkOption[] noFollow(EntryPath path) {
    return path.isRoot() ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
  }

  private static List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    }
    Collections.sort(children);
    return children;
  }

  private static Entry entry(
      EntryPath path, EntryType type, Map<String, Object> unix, Optional<EntryPath> link) {
    Instant modified =
        unix.get("lastModifiedTime") instanceof FileTime time ? time.toInstant() : Instant.EPOCH;
    return new Entry(
        path,
        type,
        0,
        number(unix, "mode") & 07777,
        Integer.toUnsignedLong(number(unix, "uid")),
        Integer.toUnsignedLong(number(unix, "gid")),
        modified,
        link,
        Entry.Device.NONE);
  }

  private static int number(Map<String, Object> unix, String key) {
    return unix.get(key) instanceof Integer value ? value : 0;
  }

  /** Empty for what no archive holds, such as sockets; devices are not for tests without root. */
  private static Optional<EntryType> type(Map<String, Object> unix) {
    // Not from the mode alone: the one of Jimfs has the permissions only
    if (Boolean.TRUE.equals(unix.get("isRegularFile"))) {
      return Optional.of(EntryType.FILE);
    } else if (Boolean.TRUE.equals(unix.get("isDirectory"))) {
      return Optional.of(EntryType.DIRECTORY);
    } else if (Boolean.TRUE.equals(unix.get("isSymbolicLink"))) {
      return Optional.of(EntryType.SYMLINK);
    }
    boolean fifo = (number(unix, "mode") & 0170000) == 0010000;
    return fifo ? Optional.of(EntryType.FIFO) : Optional.empty();
  }

  void write(Entry entry, byte[] content) throws IOException {
    Path file = resolve(entry.path());
    if (entry.type() == EntryType.DIRECTORY) {
      if (!Files.isDirectory(file, noFollow(entry.path()))) {
        Files.deleteIfExists(file);
        Files.createDirectories(file);
      }
      // Times and modes last: what follows may be in it
      directories.push(entry);
      return;
    }
    Files.deleteIfExists(file);
    switch (entry.type()) {
      case FILE -> {
        Files.write(file, content);
        describe(file, entry);
      }
      case SYMLINK -> {
        Files.createSymbolicLink(
            file, root.getFileSystem().getPath(entry.linkTarget().orElseThrow().text()));
        owners(file, entry);
        // Microseconds at best, where the file system keeps nanoseconds
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setTimes(FileTime.from(entry.modified()), null, null);
      }
      case HARD_LINK -> Files.createLink(file, resolve(entry.linkTarget().orElseThrow()));
      default ->
          throw new UnsupportedOperationException(
              "Java cannot make a " + entry.type() + ": " + file);
    }
  }

  /** Gives the directories their modes and times, the deepest first. */
  void finishDirectories() throws IOException {
    for (Entry directory : directories) {
      describe(resolve(directory.path()), directory);
    }
    directories.clear();
  }

  private static void describe(Path file, Entry entry) throws IOException {
    owners(file, entry);
    Files.setPosixFilePermissions(file, permissions(entry.mode()));
    if ((entry.mode() & 07000) != 0) {
      setUnix(file, "unix:mode", entry.mode());
    }
    Files.setLastModifiedTime(file, FileTime.from(entry.modified()));
  }

  private static void owners(Path file, Entry entry) throws IOException {
    setUnix(file, "unix:uid", (int) entry.uid());
    setUnix(file, "unix:gid", (int) entry.gid());
  }

  private static void setUnix(Path file, String attribute, int value) throws IOException {
    try {
      if (!Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS).equals(value)) {
        Files.setAttribute(file, attribute, value, LinkOption.NOFOLLOW_LINKS);
      }
    } catch (UnsupportedOperationException | IllegalArgumentException | FileSystemException e) {
      // Not in this file system, or not for this user: documented
      return;
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    StringBuilder letters = new StringBuilder("rwxrwxrwx");
    for (int i = 0; i < letters.length(); i++) {
      if ((mode >> (8 - i) & 1) == 0) {
        letters.setCharAt(i, '-');
      }
    }
    return PosixFilePermissions.fromString(letters.toString());
  }

  private Path resolve(EntryPath path) {
    return path.isRoot() ? root : root.resolve(path.text());
  }
}
