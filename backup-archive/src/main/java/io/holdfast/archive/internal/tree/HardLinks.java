package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.EntryPath;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files with more than one name that were seen once. A file is forgotten when all its names
 * were seen, so that a tree of nothing but hard links stays small in memory. Not thread-safe.
 */
final class HardLinks {
  private final Map<Id, Seen> seen = new HashMap<>();

  /** The first name of a file, if this is a further one. */
  Optional<EntryPath> first(HostAttributes file, StillThere stillThere) {
    if (file.links() < 2) {
      return Optional.empty();
    }
    Id id = new Id(file.dev(), file.ino());
    Seen first = seen.get(id);
    if (first == null) {
      return Optional.empty();
    }
    if (first.size != file.size() || !first.modified.equals(file.modified())) {
      // Written to since, or another file that was given the number of one that was deleted?
      if (!stillThere.test(first.path, file)) {
        seen.remove(id);
        return Optional.empty();
      }
    }
    if (--first.unseen == 0) {
      seen.remove(id);
    }
    return Optional.of(first.path);
  }

  /** Keeps the name of a file that is in the archive. */
  void remember(HostAttributes file, EntryPath path) {
    if (file.links() > 1) {
      seen.put(new Id(file.dev(), file.ino()), new Seen(path, file));
    }
  }

  /** Tells whether a path still names a file. */
  @FunctionalInterface
  interface StillThere {
    boolean test(EntryPath path, HostAttributes file);
  }

  private record Id(long dev, long ino) {}

  private static final class Seen {
    private final EntryPath path;
    private final long size;
    private final Instant modified;
    private long unseen;

    Seen(EntryPath path, HostAttributes file) {
      this.path = path;
      this.size = file.size();
      this.modified = file.modified();
      this.unseen = file.links() - 1;
    }
  }
}
