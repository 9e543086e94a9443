package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.cli.text.Nearest;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Archive.State;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds archives by what a command line calls them: a path, a name in the catalog, or {@code
 * latest}.
 */
final class ArchiveLookup {
  private static final String LATEST = "latest";
  private static final String EXTENSION = ".tar.gz";

  private final Session session;

  ArchiveLookup(Session session) {
    this.session = session;
  }

  /**
   * An archive that was found.
   *
   * @param label how to call it
   * @param listed what the catalog says of it; empty when it was named by a path
   */
  record Found(
      String label, Path file, Opener opener, Salvager salvager, Optional<Archive> listed) {
    OpenArchive open() throws ArchiveException {
      return opener.open();
    }

    /** Opens it for what is whole in it. */
    DamagedArchive openDamaged() throws ArchiveException, InterruptedException {
      return salvager.open();
    }

    /** Whether there is a file with anything in it that this user can read. */
    boolean isReadable() {
      try {
        return Files.isRegularFile(file) && Files.isReadable(file) && Files.size(file) > 0;
      } catch (IOException e) {
        return false;
      }
    }
  }

  /** Opens one archive that may be damaged. */
  interface Salvager {
    DamagedArchive open() throws ArchiveException, InterruptedException;
  }

  /** Opens one archive. */
  interface Opener {
    OpenArchive open() throws ArchiveException;
  }

  /**
   * The archive of that name.
   *
   * @throws ArchiveException when there is none
   */
  Found find(String name)
      throws ArchiveException, DestinationException, ConfigurationException, UsageException {
    if (name.isEmpty()) {
      throw new UsageException("ARCHIVE is empty; give a path, a name in the catalog, or latest");
    }
    if (name.equals(LATEST)) {
      return latest();
    }
    Path path = Session.path(name);
    boolean isPath = name.contains("/") || Files.exists(path) || !hasConfiguration();
    if (isPath) {
      return new Found(
          name,
          path,
          () -> session.collaborators().open(path),
          () -> session.collaborators().openDamaged(path, ProgressListener.NONE),
          Optional.empty());
    }
    Catalog catalog = session.catalog();
    List<Archive> archives = catalog.list();
    return archives.stream()
        .filter(
            a -> a.name().toString().equals(name) || a.name().toString().equals(name + EXTENSION))
        .findFirst()
        .map(a -> listed(catalog, a))
        .orElseThrow(() -> unknown(name, catalog, archives));
  }

  /** The newest archive that was good when it was made. */
  private Found latest()
      throws ArchiveException, DestinationException, ConfigurationException, UsageException {
    Catalog catalog = session.catalog();
    List<Archive> archives = catalog.list();
    for (Archive archive : archives) {
      if (archive.state() == State.COMPLETE || archive.state() == State.INCOMPLETE) {
        return listed(catalog, archive);
      }
      if (archive.state() == State.DAMAGED) {
        session
            .console()
            .error("holdfast: " + archive.name() + " is newer, but damaged: " + archive.remark());
      }
    }
    String legacy =
        archives.isEmpty() ? "" : "; name one of the others, which 'holdfast list' shows";
    throw new ArchiveException(
        "there is no archive of plan '"
            + session.plan().name()
            + "' in "
            + catalog.destination()
            + (archives.isEmpty() ? "" : " that could be the latest good one")
            + (archives.isEmpty() ? "; 'holdfast run' makes one" : legacy));
  }

  /** The newest archive whatever its state, though legacy ones only when there is no other. */
  Found newest()
      throws ArchiveException, DestinationException, ConfigurationException, UsageException {
    Catalog catalog = session.catalog();
    List<Archive> archives = catalog.list();
    return archives.stream()
        .filter(a -> a.state() != State.LEGACY)
        .findFirst()
        .or(() -> archives.stream().findFirst())
        .map(a -> listed(catalog, a))
        .orElseThrow(() -> none(catalog));
  }

  /** All archives of the catalog; at least one. */
  List<Found> all()
      throws ArchiveException, DestinationException, ConfigurationException, UsageException {
    Catalog catalog = session.catalog();
    List<Found> found = catalog.list().stream().map(a -> listed(catalog, a)).toList();
    if (found.isEmpty()) {
      throw none(catalog);
    }
    return found;
  }

  private static Found listed(Catalog catalog, Archive archive) {
    return new Found(
        archive.name().toString(),
        archive.file(),
        () -> catalog.open(archive),
        () -> catalog.openDamaged(archive, ProgressListener.NONE),
        Optional.of(archive));
  }

  private static ArchiveException none(Catalog catalog) {
    return new ArchiveException(
        "there is no archive in " + catalog.destination() + "; 'holdfast run' makes one");
  }

  private static ArchiveException unknown(String name, Catalog catalog, List<Archive> archives) {
    List<String> names = archives.stream().map(a -> a.name().toString()).toList();
    return new ArchiveException(
        "no archive '"
            + name
            + "' in "
            + catalog.destination()
            + Nearest.hint(name, names)
            + " 'holdfast list' shows all; a path with a '/' names any file");
  }

  private boolean hasConfiguration() throws UsageException {
    return session.isConfigurationNamed() || Files.exists(session.configurationFile());
  }
}
