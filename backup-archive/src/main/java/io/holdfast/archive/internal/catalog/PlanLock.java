package io.holdfast.archive.internal.catalog;

import io.holdfast.core.DestinationException;
import io.holdfast.core.LockedException;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.plan.PlanName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's lock on {@code .holdfast-<plan>.lock}; the file is never deleted, because a lock on
 * a deleted file excludes nobody.
 *
 * <p>The kernel keeps such locks per process and file, and drops them when the process closes
 * <em>any</em> channel of that file. So what this process holds is known to the whole process, and
 * a file that it has locked is not even opened a second time.
 *
 * <p>On NFS the lock excludes other hosts only where the server's lock service runs.
 */
public final class PlanLock implements Catalog.Lock {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  /** The locks of this process. Guards itself and the next. */
  private static final Map<Key, PlanLock> HELD = new HashMap<>();

  /** Channels that must stay open: code loaded a second time into this process holds their lock. */
  private static final Map<Key, FileChannel> PARKED = new HashMap<>();

  private final Path file;
  private final Key key;
  private final FileChannel channel;
  private final LockHolder holder;
  private final Instant takenAt;

  private PlanLock(Path file, Key key, FileChannel channel, LockHolder holder, Instant takenAt) {
    this.file = file;
    this.key = key;
    this.channel = channel;
    this.holder = holder;
    this.takenAt = takenAt;
  }

  /**
   * Takes the lock at once.
   *
   * @param zone of the times in messages
   * @return closed by the caller
   */
  public static PlanLock take(Destination destination, PlanName plan, ZoneId zone, Clock clock)
      throws LockedException, DestinationException {
    Path file = file(destination, plan);
    LockHolder self = new LockHolder(Owner.thisPid(), host(), clock.instant());
    Refusal refusal = new Refusal(plan, file, zone);
    synchronized (HELD) {
      try {
        return Uninterrupted.call(() -> attempt(file, self)).orThrow(refusal);
      } catch (AccessDeniedException e) {
        throw new DestinationException(
            "cannot lock "
                + file
                + ": permission denied; run as the user who owns "
                + destination.path()
                + " and its files",
            e);
      } catch (IOException e) {
        throw destination.failure("lock", file, e);
      }
    }
  }

  /**
   * The lock that this process holds, if it does.
   *
   * @throws DestinationException it does, but another directory has taken the destination's place
   */
  public static Optional<PlanLock> heldHere(Destination destination, PlanName plan)
      throws DestinationException {
    Path file = file(destination, plan);
    synchronized (HELD) {
      Optional<PlanLock> held = Optional.empty();
      try {
        held = Optional.ofNullable(HELD.get(Key.of(file)));
      } catch (NoSuchFileException e) {
        // nobody has ever locked it, or it is gone
      } catch (IOException e) {
        throw destination.failure("look at", file, e);
      }
      if (held.isEmpty() && HELD.values().stream().anyMatch(l -> l.file.equals(file))) {
        throw destination.replaced();
      }
      return held;
    }
  }

  /** When it was taken, by the clock of the destination's file system. */
  Instant takenAt() {
    return takenAt;
  }

  /** Frees the lock. Has no effect the second time. */
  @Override
  public void close() throws DestinationException {
    boolean interrupted = Thread.interrupted();
    synchronized (HELD) {
      if (!HELD.remove(key, this)) {
        return;
      }
      try (channel) {
        channel.truncate(0);
      } catch (IOException e) {
        // the text is for people only, and the kernel's lock is gone with the channel
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static Path file(Destination destination, PlanName plan) {
    return destination.file(".holdfast-" + plan + ".lock");
  }

  private static String host() {
    return Owner.hostName().replaceAll("\\s", "_");
  }

  private static Outcome attempt(Path file, LockHolder self) throws IOException {
    while (true) {
      createIfMissing(file);
      Key key = Key.of(file);
      PlanLock mine = HELD.get(key);
      if (mine != null) {
        return new Outcome(null, Optional.of(mine.holder));
      }
      FileChannel channel = PARKED.remove(key);
      if (channel == null) {
        channel =
            FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      }
      Optional<Outcome> outcome = attempt(file, key, channel, self);
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
  }

  /**
   * Tries the lock of an open file.
   *
   * @param channel closed here unless it stays in use
   * @return empty when somebody deleted the file between its opening and its locking
   */
  private static Optional<Outcome> attempt(Path file, Key key, FileChannel channel, LockHolder self)
      throws IOException {
    boolean keepOpen = false;
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        return Optional.of(new Outcome(null, LockHolder.read(channel)));
      }
      if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS) || !Key.of(file).equals(key)) {
        return Optional.empty();
      }
      self.write(channel);
      Instant takenAt = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
      PlanLock taken = new PlanLock(file, key, channel, self, takenAt);
      HELD.put(key, taken);
      keepOpen = true;
      return Optional.of(new Outcome(taken, Optional.empty()));
    } catch (OverlappingFileLockException e) {
      PARKED.put(key, channel);
      keepOpen = true;
      return Optional.of(new Outcome(null, LockHolder.read(channel)));
    } finally {
      if (!keepOpen) {
        channel.close();
      }
    }
  }

  private static void createIfMissing(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      PrivateFiles.create(file).close();
    } catch (FileAlreadyExistsException e) {
      // somebody else made it; the lock decides
    }
  }

  /** A file of this machine, whatever path leads to it. */
  private record Key(FileSystem fileSystem, Object file) {
    static Key of(Path path) throws IOException {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw new IOException("it is not a regular file");
      }
      Object id = attributes.fileKey();
      return new Key(path.getFileSystem(), id == null ? path.toRealPath() : id);
    }
  }

  /** A lock, or else who has it. */
  private record Outcome(@Nullable PlanLock lock, Optional<LockHolder> holder) {
    PlanLock orThrow(Refusal refusal) throws LockedException {
      if (lock == null) {
        throw refusal.because(holder);
      }
      return lock;
    }
  }

  /** What to say when the lock is taken. */
  private record Refusal(PlanName plan, Path file, ZoneId zone) {
    LockedException because(Optional<LockHolder> holder) {
      String who =
          holder
              .map(
                  h ->
                      ": pid "
                          + h.pid()
                          + (h.host().equals(host()) ? "" : " on " + h.host())
                          + " since "
                          + TIME.format(LocalDateTime.ofInstant(h.since(), zone)))
              .orElse("");
      return new LockedException(
          "another run of plan '" + plan + "' is at work" + who + " (lock " + file + ")",
          holder.map(h -> OptionalLong.of(h.pid())).orElse(OptionalLong.empty()),
          holder.map(LockHolder::since));
    }
  }
}
