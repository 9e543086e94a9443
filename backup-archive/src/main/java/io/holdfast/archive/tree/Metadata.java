package io.holdfast.archive.tree;

import io.holdfast.archive.posix.LinuxCalls;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives objects their owners, modes and times, in this order: a new owner clears the set-user-ID
 * bit. What cannot be kept is no error, but summed up. Never follows a link. Not thread-safe.
 */
final class Metadata {
  private static final int SET_USER_ID = 04000;
  private static final int SET_GROUP_ID = 02000;
  private static final long LAST_SURE_SECOND = (1L << 31) - 1;

  private final RawNames names;
  private final Optional<LinuxCalls> calls;
  private final Loss owners = new Loss("owner or group not kept");
  private final Loss setIds = new Loss("set-user-ID or set-group-ID bit dropped with the owner");
  private final Loss modes = new Loss("mode not kept");
  private final Loss times = new Loss("time of modification not kept exactly");

  Metadata(RawNames names, Optional<LinuxCalls> calls) {
    this.names = names;
    this.calls = calls;
  }

  /** Gives an object at a path, which may still be a temporary one, what its entry says. */
  void apply(Path path, Entry entry) {
    boolean both = bothOwners(path, entry);
    boolean group = both || owner(path, "unix:gid", entry.gid());
    boolean user = both || owner(path, "unix:uid", entry.uid());
    if (!user || !group) {
      owners.add(entry.path());
    }
    if (entry.type() != EntryType.SYMLINK) {
      int mode = entry.mode();
      mode &= user ? ~0 : ~SET_USER_ID;
      mode &= group ? ~0 : ~SET_GROUP_ID;
      if (mode != entry.mode()) {
        setIds.add(entry.path());
      }
      if (!mode(path, mode, entry.type())) {
        modes.add(entry.path());
      }
    }
    if (!time(path, entry.modified())) {
      times.add(entry.path());
    }
  }

  /** What was not kept, for people. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Loss loss : List.of(owners, setIds, modes, times)) {
      if (loss.count > 0) {
        notes.add(loss.toString());
      }
    }
    return notes;
  }

  /** In one call where that is possible and allowed; otherwise each is tried for itself. */
  private boolean bothOwners(Path path, Entry entry) {
    int uid = (int) entry.uid();
    int gid = (int) entry.gid();
    if (calls.isEmpty() || uid == -1 || gid == -1) {
      return false;
    }
    try {
      calls.get().setOwner(names.all(path), uid, gid);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean owner(Path path, String attribute, long id) {
    int number = (int) id;
    if (number == -1) {
      // To chown this means: leave it.
      return false;
    }
    try {
      Files.setAttribute(path, attribute, number, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean mode(Path path, int mode, EntryType type) {
    try {
      // Without following, the JDK opens the object to change its mode, and a FIFO would block.
      LinkOption[] options =
          type == EntryType.FILE || type == EntryType.DIRECTORY
              ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS}
              : new LinkOption[0];
      Files.setAttribute(path, "unix:mode", mode, options);
      return true;
    } catch (IOException e) {
      return false;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return permissions(path, mode);
    }
  }

  /** For file systems in memory, which know nine bits. */
  private static boolean permissions(Path path, int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        permissions.add(all[i]);
      }
    }
    try {
      Files.setAttribute(path, "posix:permissions", permissions, LinkOption.NOFOLLOW_LINKS);
      return mode <= 0777;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private boolean time(Path path, Instant time) {
    try {
      if (calls.isPresent()) {
        calls.get().setModified(names.all(path), time);
      } else {
        view(path).setTimes(FileTime.from(time), null, null);
      }
      // The JDK rounds some times, and file systems bend those they have no room for, without a
      // word.
      long second = time.getEpochSecond();
      return (calls.isPresent() && second >= 0 && second <= LAST_SURE_SECOND)
          || view(path).readAttributes().lastModifiedTime().toInstant().equals(time);
    } catch (IOException e) {
      return false;
    }
  }

  private static BasicFileAttributeView view(Path path) {
    return Files.getFileAttributeView(
        path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** One kind of loss. */
  private static final class Loss {
    private final String what;
    private long count;
    private Optional<EntryPath> first = Optional.empty();

    Loss(String what) {
      this.what = what;
    }

    void add(EntryPath path) {
      if (count == 0) {
        first = Optional.of(path);
      }
      count++;
    }

    @Override
    public String toString() {
      String example = first.map(path -> path.isRoot() ? "." : path.toString()).orElse("");
      return what
          + (count == 1 ? " for 1 entry: " : " for " + count + " entries, the first is ")
          + example;
    }
  }
}
