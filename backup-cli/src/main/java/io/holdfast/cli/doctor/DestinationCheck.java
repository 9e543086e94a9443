package io.holdfast.cli.doctor;

import io.holdfast.core.BackupException;
import io.holdfast.core.LockedException;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the directory that holds the archives. */
public final class DestinationCheck {
  private static final String SUBJECT = "destination";

  private final BackupPlan plan;
  private final Catalog catalog;
  private final List<Finding> findings = new ArrayList<>();

  private DestinationCheck(BackupPlan plan, Catalog catalog) {
    this.plan = plan;
    this.catalog = catalog;
  }

  /** Looks at the directory, its file system, the lock and the log. */
  public static List<Finding> findings(BackupPlan plan, Catalog catalog) {
    DestinationCheck check = new DestinationCheck(plan, catalog);
    Path destination = plan.destination();
    if (Files.isDirectory(destination)) {
      check.directory(destination);
      check.fileSystem(destination);
      check.lock();
      check.log(destination.resolve("backup.log"));
    } else if (Files.exists(destination)) {
      check.findings.add(
          Finding.failure(
              SUBJECT, destination + " is no directory; remove it or name another destination"));
    } else {
      check.missing(destination);
    }
    return check.findings;
  }

  private void missing(Path destination) {
    Path parent = destination.getParent();
    if (parent != null && Files.isDirectory(parent) && Files.isWritable(parent)) {
      findings.add(
          Finding.ok(SUBJECT, destination + " does not exist yet; the first run makes it"));
    } else {
      findings.add(
          Finding.failure(
              SUBJECT,
              destination
                  + " does not exist, and cannot be made in "
                  + parent
                  + "; make it, and give this user the right to write there"));
    }
  }

  private void directory(Path destination) {
    findings.add(
        Files.isWritable(destination) && Files.isExecutable(destination)
            ? Finding.ok(SUBJECT, destination + " can be written")
            : Finding.failure(
                SUBJECT,
                destination + " cannot be written by this user; check its owner and mode"));
  }

  /** Archives on the disk of what they save go with that disk. */
  private void fileSystem(Path destination) {
    if (plan.sources().stream().noneMatch(DirectorySource.class::isInstance)) {
      return;
    }
    Optional<String> shared =
        plan.sources().stream()
            .filter(DirectorySource.class::isInstance)
            .map(s -> ((DirectorySource) s).path())
            .filter(path -> Files.exists(path) && isSameStore(path, destination))
            .map(Path::toString)
            .findFirst();
    findings.add(
        shared.isPresent()
            ? Finding.warning(
                "file system",
                "the archives are on the file system of what they save ("
                    + shared.get()
                    + "): when that disk dies, both are gone; copy them to another place")
            : Finding.ok("file system", "the archives are apart from the directories they save"));
  }

  private static boolean isSameStore(Path one, Path other) {
    try {
      FileStore store = Files.getFileStore(one);
      return store.equals(Files.getFileStore(other));
    } catch (IOException e) {
      return false;
    }
  }

  @SuppressWarnings("try") // the lock is held, not used
  private void lock() {
    try (Catalog.Lock lock = catalog.lock()) {
      findings.add(Finding.ok("lock", "no other run holds it"));
    } catch (LockedException e) {
      findings.add(Finding.warning("lock", String.valueOf(e.getMessage())));
    } catch (BackupException e) {
      findings.add(Finding.failure("lock", String.valueOf(e.getMessage())));
    }
  }

  private void log(Path log) {
    if (!Files.exists(log)) {
      findings.add(Finding.ok("log", "no backup.log yet; the first run begins it"));
    } else if (Files.isWritable(log)) {
      findings.add(Finding.ok("log", log.toString()));
    } else {
      findings.add(
          Finding.warning("log", log + " cannot be written by this user; check its owner"));
    }
  }
}
