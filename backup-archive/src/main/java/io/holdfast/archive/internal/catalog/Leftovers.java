package io.holdfast.archive.internal.catalog;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.plan.PlanName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What dead runs of a plan left at the destination: partial files, and sidecars without their
 * archive.
 *
 * <p>Whoever holds the plan's lock knows that every partial file of the plan written under the same
 * locks is dead. Another host that shares the destination over a network may have locks of its own:
 * its files are left alone until they have not grown for {@link #STALE}.
 */
public final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  /** How long another host's file must not have been written before it counts as dead. */
  static final Duration STALE = Duration.ofDays(7);

  private final Destination destination;
  private final PlanName plan;

  public Leftovers(Destination destination, PlanName plan) {
    this.destination = destination;
    this.plan = plan;
  }

  /**
   * Removes them.
   *
   * @param lock held; its file tells the time of the destination's own clock
   * @return the names of removed files
   */
  public List<String> remove(PlanLock lock) throws DestinationException {
    List<String> removed = new ArrayList<>();
    Owner self = Owner.current();
    for (String name : destination.names()) {
      Path file = destination.file(name);
      try {
        if (isDead(file, name, self, lock) && Files.deleteIfExists(file)) {
          removed.add(name);
        }
      } catch (IOException e) {
        // it takes space, but is no reason to go without a backup
        LOG.warn("the leftover {} could not be removed: {}", file, SystemError.reason(e));
      }
    }
    removed.sort(null);
    return removed;
  }

  private boolean isDead(Path file, String name, Owner self, PlanLock lock) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Optional<PartialName> partial = PartialName.parse(plan, name);
    if (partial.isPresent()) {
      return partial.get().owner().filter(self::sharesLocksWith).isPresent()
          || untouched(file, lock).compareTo(STALE) > 0;
    }
    return isOrphan(file, name);
  }

  private static Duration untouched(Path file, PlanLock lock) throws IOException {
    return Duration.between(
        Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant(), lock.takenAt());
  }

  private boolean isOrphan(Path file, String name) throws IOException {
    if (!name.endsWith(Sidecar.EXTENSION)) {
      return false;
    }
    Optional<ArchiveName> archive =
        ArchiveName.parse(plan, name.substring(0, name.length() - Sidecar.EXTENSION.length()));
    return archive.isPresent()
        && Files.notExists(destination.file(archive.get().toString()), LinkOption.NOFOLLOW_LINKS)
        && Sidecar.isOurs(file, archive.get());
  }
}
