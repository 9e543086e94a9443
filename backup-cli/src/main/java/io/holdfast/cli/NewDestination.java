package io.holdfast.cli;

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
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The catalog of a destination that the first run will make: empty. A catalog itself takes a
 * missing destination for an error, since its disk may not be mounted; before the first run it is
 * none.
 */
final class NewDestination implements Catalog {
  private final Catalog catalog;

  private NewDestination(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The catalog as it is to be looked at before a run. */
  static Catalog orExisting(Catalog catalog) {
    Path destination = catalog.destination();
    Path parent = destination.getParent();
    boolean isNew =
        Files.notExists(destination, LinkOption.NOFOLLOW_LINKS)
            && parent != null
            && Files.isDirectory(parent);
    return isNew ? new NewDestination(catalog) : catalog;
  }

  @Override
  public List<Archive> list() {
    return List.of();
  }

  @Override
  public Path destination() {
    return catalog.destination();
  }

  @Override
  public Lock lock() throws LockedException, DestinationException {
    return catalog.lock();
  }

  @Override
  public List<String> recover() throws DestinationException {
    return catalog.recover();
  }

  @Override
  public long freeSpace() throws DestinationException {
    return catalog.freeSpace();
  }

  @Override
  public ArchiveDraft begin(Instant start, Packing packing) throws DestinationException {
    return catalog.begin(start, packing);
  }

  @Override
  public OpenArchive open(Archive archive) throws ArchiveException {
    return catalog.open(archive);
  }

  @Override
  public DamagedArchive openDamaged(Archive archive, ProgressListener progress)
      throws ArchiveException, InterruptedException {
    return catalog.openDamaged(archive, progress);
  }

  @Override
  public void delete(Archive archive) throws DestinationException {
    catalog.delete(archive);
  }
}
