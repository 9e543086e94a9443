package io.holdfast.testkit;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.BackupException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.LockedException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.ProgressListener;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A catalog of another kind whose calls are recorded and fail on demand, and which knows what is
 * open. Thread-safe as far as the other is.
 */
final class WatchedCatalog implements Catalog {
  private final Catalog real;
  private final Calls calls;
  private final Openings openings = new Openings();

  WatchedCatalog(Catalog real, Calls calls) {
    this.real = real;
    this.calls = calls;
  }

  Catalog real() {
    return real;
  }

  void addLeft(LeftBehind left) {
    left.addOpen(openings.list());
  }

  @Override
  public Path destination() {
    return real.destination();
  }

  @Override
  public Lock lock() throws LockedException, DestinationException {
    calls.enterToTheEnd(Operation.LOCK, "", DestinationException.class, LockedException.class);
    Lock held = real.lock();
    Lock watched =
        new Lock() {
          @Override
          public void close() throws BackupException {
            held.close();
            openings.closed(this);
            calls.enterToTheEnd(Operation.UNLOCK, "", DestinationException.class);
          }
        };
    openings.opened(watched, "the lock");
    return watched;
  }

  @Override
  public List<String> recover() throws DestinationException {
    calls.enterToTheEnd(Operation.RECOVER_CATALOG, "", DestinationException.class);
    return real.recover();
  }

  @Override
  public List<Archive> list() throws DestinationException {
    calls.enterToTheEnd(Operation.LIST, "", DestinationException.class);
    return real.list();
  }

  @Override
  public long freeSpace() throws DestinationException {
    calls.enterToTheEnd(Operation.FREE_SPACE, "", DestinationException.class);
    return real.freeSpace();
  }

  @Override
  public ArchiveDraft begin(Instant start, Packing packing) throws DestinationException {
    calls.enterToTheEnd(Operation.BEGIN, "", DestinationException.class);
    ArchiveDraft draft = real.begin(start, packing);
    WatchedDraft watched = new WatchedDraft(draft, calls, openings::closed);
    openings.opened(watched, "draft " + draft.name());
    return watched;
  }

  @Override
  public OpenArchive open(Archive archive) throws ArchiveException {
    String name = archive.name().toString();
    calls.enterToTheEnd(Operation.OPEN, name, ArchiveException.class);
    WatchedArchive watched = new WatchedArchive(real.open(archive), name, calls, openings::closed);
    openings.opened(watched, "open archive " + name);
    return watched;
  }

  /** Recorded as an opening; what is then done with the archive is not watched. */
  @Override
  public DamagedArchive openDamaged(Archive archive, ProgressListener progress)
      throws ArchiveException, InterruptedException {
    calls.enterToTheEnd(Operation.OPEN, archive.name().toString(), ArchiveException.class);
    return real.openDamaged(archive, progress);
  }

  @Override
  public void delete(Archive archive) throws DestinationException {
    calls.enterToTheEnd(Operation.DELETE, archive.name().toString(), DestinationException.class);
    real.delete(archive);
  }
}
