package io.holdfast.archive.internal.catalog;

import io.holdfast.core.ArchiveException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Runs file operations that an interrupt must not tear. An interruptible channel is closed under a
 * thread that is interrupted; what is short and has to be done whole is done again, and the thread
 * keeps its interrupt.
 */
public final class Uninterrupted {
  private Uninterrupted() {}

  /**
   * Runs {@code action}, again if an interrupt closed its channel.
   *
   * @param action opens its channels itself and can be repeated
   */
  public static <T> T call(Action<T> action) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return action.run();
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Reads from an archive, again if an interrupt closed it, which must not pass for damage.
   *
   * @param reading opens the archive itself and can be repeated
   */
  public static <T> T read(Reading<T> reading) throws ArchiveException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return reading.run();
        } catch (ArchiveException e) {
          if (!Thread.interrupted()) {
            throw e;
          }
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Reads from an archive. */
  @FunctionalInterface
  public interface Reading<T> {
    T run() throws ArchiveException;
  }

  /** A file operation. */
  @FunctionalInterface
  public interface Action<T> {
    T run() throws IOException;
  }
}
