package io.holdfast.cli;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.run.DirectoryProbe;
import io.holdfast.docker.DockerSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;

/**
 * Makes what commands work with. Nothing is made before it is asked for, so that a command loads no
 * library that it does not use.
 */
public interface Collaborators {

  Clock clock();

  /** The zone of this host. */
  ZoneId hostZone();

  /** The name of this host. */
  String hostName();

  Catalog catalog(BackupPlan plan);

  /** Closed by the caller. */
  ContainerEngine engine(DockerSettings settings);

  DirectoryProbe directories();

  /** Opens an archive by its path. Closed by the caller. */
  OpenArchive open(Path archive) throws ArchiveException;

  /** Looks through an archive for what is whole in it. Closed by the caller. */
  DamagedArchive openDamaged(Path archive, ProgressListener progress)
      throws ArchiveException, InterruptedException;

  /** The log of a plan's destination. Closed by the caller. */
  Log log(BackupPlan plan);

  /** A listener that writes somewhere. */
  interface Log extends BackupListener, AutoCloseable {
    @Override
    void close();
  }
}
