package io.holdfast.cli;

import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.run.DirectoryProbe;
import io.holdfast.docker.DockerSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;

/** This host, for tests that change one thing about it. */
class DelegatingCollaborators implements Collaborators {
  private final Collaborators host = new HostCollaborators();

  @Override
  public Clock clock() {
    return host.clock();
  }

  @Override
  public ZoneId hostZone() {
    return host.hostZone();
  }

  @Override
  public String hostName() {
    return host.hostName();
  }

  @Override
  public Catalog catalog(BackupPlan plan) {
    return DirectoryCatalog.at(plan.destination(), plan.name(), plan.zone(), clock());
  }

  @Override
  public ContainerEngine engine(DockerSettings settings) {
    return host.engine(settings);
  }

  @Override
  public DirectoryProbe directories() {
    return host.directories();
  }

  @Override
  public OpenArchive open(Path archive) throws ArchiveException {
    return host.open(archive);
  }

  @Override
  public DamagedArchive openDamaged(Path archive, ProgressListener progress)
      throws ArchiveException, InterruptedException {
    return host.openDamaged(archive, progress);
  }

  @Override
  public Log log(BackupPlan plan) {
    return host.log(plan);
  }
}
