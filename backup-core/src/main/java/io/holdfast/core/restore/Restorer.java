package io.holdfast.core.restore;

import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.event.BackupListener;
import java.time.Clock;

/** Writes an archive, a source or a path back, and reads it back before it says so. */
public final class Restorer {
  private final ContainerEngine engine;
  private final Clock clock;

  /**
   * @param engine asked only when a volume is written; not closed
   */
  public Restorer(ContainerEngine engine, Clock clock) {
    this.engine = engine;
    this.clock = clock;
  }

  public RestoreResult restore(OpenArchive archive, RestoreRequest request, BackupListener listener)
      throws InterruptedException {
    throw new IllegalStateException("being written");
  }
}
