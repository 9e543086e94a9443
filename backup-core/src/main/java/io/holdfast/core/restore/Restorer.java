package io.holdfast.core.restore;

import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.run.DirectoryProbe;
import java.time.Clock;

/** Writes an archive, a source or a path back, and reads it back before it says so. */
@SuppressWarnings("UnusedVariable") // being written
public final class Restorer {
  private final ContainerEngine engine;
  private final DirectoryProbe directories;
  private final Clock clock;

  /**
   * @param engine asked only when a volume is written; not closed
   */
  public Restorer(ContainerEngine engine, DirectoryProbe directories, Clock clock) {
    this.engine = engine;
    this.directories = directories;
    this.clock = clock;
  }

  public RestoreResult restore(OpenArchive archive, RestoreRequest request, BackupListener listener)
      throws InterruptedException {
    throw new IllegalStateException("being written");
  }
}
