package io.holdfast.archive.catalog;

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

  /** A file operation. */
  @FunctionalInterface
  public interface Action<T> {
    T run() throws IOException;
  }
}
