package io.holdfast.core.run;

import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.event.EventReporter;

/**
 * A lock whose release cannot turn a job that is done into a failure: trouble is told as a warning.
 */
record HeldLock(Catalog.Lock lock, EventReporter events) implements AutoCloseable {
  @Override
  public void close() {
    try {
      lock.close();
    } catch (BackupException e) {
      events.warn("the lock could not be released: " + e.getMessage());
    }
  }
}
