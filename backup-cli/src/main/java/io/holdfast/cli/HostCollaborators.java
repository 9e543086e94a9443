package io.holdfast.cli;

import io.holdfast.archive.ArchiveFile;
import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.archive.HostDirectories;
import io.holdfast.archive.RunLog;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.run.DirectoryProbe;
import io.holdfast.docker.DockerEngine;
import io.holdfast.docker.DockerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;

/** This host, its file systems, and its container engine. */
public final class HostCollaborators implements Collaborators {
  private static final Path KERNEL_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public ZoneId hostZone() {
    return ZoneId.systemDefault();
  }

  @Override
  public String hostName() {
    try {
      // Asking the kernel is quick; the JDK asks name servers, which may be away
      if (Files.isReadable(KERNEL_HOST_NAME)) {
        return Files.readString(KERNEL_HOST_NAME).strip();
      }
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }

  @Override
  public Catalog catalog(BackupPlan plan) {
    return DirectoryCatalog.of(plan, clock());
  }

  @Override
  public ContainerEngine engine(DockerSettings settings) {
    return DockerEngine.create(settings);
  }

  @Override
  public DirectoryProbe directories() {
    return new HostDirectories();
  }

  @Override
  public OpenArchive open(Path archive) throws ArchiveException {
    return ArchiveFile.open(archive);
  }

  @Override
  public DamagedArchive openDamaged(Path archive, ProgressListener progress)
      throws ArchiveException, InterruptedException {
    return ArchiveFile.openDamaged(archive, progress);
  }

  @Override
  public Log log(BackupPlan plan) {
    RunLog log = RunLog.in(plan.destination(), plan.zone());
    return new Log() {
      @Override
      public void onEvent(BackupEvent event) {
        log.onEvent(event);
      }

      @Override
      public void close() {
        log.close();
      }
    };
  }
}
