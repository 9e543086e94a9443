package io.holdfast.archive.internal.catalog;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.plan.PlanName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Deletes archives of one plan. The archive goes first: without its sidecar it is still whole,
 * while a sidecar without its archive is a leftover that the next run clears.
 */
public final class Deletion {
  private final Destination destination;
  private final PlanName plan;

  public Deletion(Destination destination, PlanName plan) {
    this.destination = destination;
    this.plan = plan;
  }

  /**
   * Deletes an archive and its sidecar; not one that is pinned.
   *
   * @throws IllegalArgumentException when it is not an archive of this plan in this destination
   */
  public void delete(Archive archive) throws DestinationException {
    Path file = destination.file(archive.name().toString());
    if (!archive.name().plan().equals(plan) || !archive.file().equals(file)) {
      throw new IllegalArgumentException(
          archive.file() + " is not in the catalog of plan '" + plan + "'");
    }
    Path sidecar = destination.file(Sidecar.nameOf(archive.name()));
    Path current = file;
    try {
      if (Files.isSymbolicLink(file)) {
        throw new DestinationException(
            file + " is no longer the file that was listed; it is left alone");
      }
      Path pin = destination.file(Pin.nameOf(archive.name()));
      if (Files.exists(pin, LinkOption.NOFOLLOW_LINKS)) {
        throw new DestinationException(
            file + " was pinned after it was listed, by " + pin.getFileName() + "; it stays");
      }
      Files.delete(file);
      current = sidecar;
      if (Sidecar.isOurs(sidecar, archive.name())) {
        Files.delete(sidecar);
      }
      current = destination.path();
      destination.sync();
    } catch (IOException e) {
      throw destination.failure("delete", current, e);
    }
  }
}
