package io.holdfast.archive;

import io.holdfast.archive.internal.catalog.Deletion;
import io.holdfast.archive.internal.catalog.Destination;
import io.holdfast.archive.internal.catalog.FileDraft;
import io.holdfast.archive.internal.catalog.Leftovers;
import io.holdfast.archive.internal.catalog.Listing;
import io.holdfast.archive.internal.catalog.PlanLock;
import io.holdfast.archive.internal.catalog.Uninterrupted;
import io.holdfast.archive.internal.read.ArchiveReader;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.LockedException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.PlanName;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * The catalog of one plan in a directory. Several plans may share a directory; they neither see nor
 * touch each other's files.
 *
 * <p>{@link #lock} makes the directory (mode 0700) where only it is missing. {@link #recover},
 * {@link #begin} and {@link #delete} throw {@link IllegalStateException} unless this process holds
 * the plan's lock. Files are of mode 0600, whatever the umask.
 *
 * <p>The lock is the kernel's, and dies with its process. On a network file system it excludes
 * other hosts only as far as the server's locks do. Keeps no state of its own; safe for use by
 * several threads.
 */
public final class DirectoryCatalog implements Catalog {
  private final Destination destination;
  private final PlanName plan;
  private final ZoneId zone;
  private final Clock clock;

  private DirectoryCatalog(Destination destination, PlanName plan, ZoneId zone, Clock clock) {
    this.destination = destination;
    this.plan = plan;
    this.zone = zone;
    this.clock = clock;
  }

  /**
   * The catalog of a plan. Nothing is read or made yet.
   *
   * @param destination the directory of the archives, which need not exist yet
   * @param plan whose archives they are
   * @param zone of the plan: of the times in file names and messages
   * @param clock tells since when a lock is held
   * @return a catalog; nothing to close
   */
  public static DirectoryCatalog at(Path destination, PlanName plan, ZoneId zone, Clock clock) {
    return new DirectoryCatalog(new Destination(destination), plan, zone, clock);
  }

  /**
   * The catalog of a plan, which is neither read nor written while a mount is missing that the plan
   * demands for its destination.
   *
   * @param plan whose name, destination, zone and required mounts count
   * @param clock tells since when a lock is held
   * @return a catalog; nothing to close
   */
  public static DirectoryCatalog of(BackupPlan plan, Clock clock) {
    Destination destination =
        new Destination(plan.destination(), plan.mountsFor(plan.destination()));
    return new DirectoryCatalog(destination, plan.name(), plan.zone(), clock);
  }

  @Override
  public Path destination() {
    return destination.path();
  }

  @Override
  public Lock lock() throws LockedException, DestinationException {
    destination.prepare();
    return PlanLock.take(destination, plan, zone, clock);
  }

  @Override
  public List<String> recover() throws DestinationException {
    return new Leftovers(destination, plan).remove(requireLock());
  }

  @Override
  public List<Archive> list() throws DestinationException {
    return new Listing(destination, plan, zone).read();
  }

  @Override
  public long freeSpace() throws DestinationException {
    return destination.freeSpace();
  }

  @Override
  public ArchiveDraft begin(Instant start, Packing packing) throws DestinationException {
    requireLock();
    return FileDraft.begin(destination, plan, zone, start, packing);
  }

  @Override
  public OpenArchive open(Archive archive) throws ArchiveException {
    return Uninterrupted.read(() -> ArchiveReader.open(archive.file()));
  }

  @Override
  public DamagedArchive openDamaged(Archive archive, ProgressListener progress)
      throws ArchiveException, InterruptedException {
    return ArchiveReader.openDamaged(archive.file(), progress);
  }

  @Override
  public void delete(Archive archive) throws DestinationException {
    requireLock();
    new Deletion(destination, plan).delete(archive);
  }

  private PlanLock requireLock() throws DestinationException {
    destination.require();
    return PlanLock.heldHere(destination, plan)
        .orElseThrow(
            () -> new IllegalStateException("the lock of plan '" + plan + "' is not held"));
  }
}
