package io.holdfast.archive.internal.codec;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Runs what first touches native code in a thread of its own. JNA, when it starts, waits for a
 * process and swallows an interrupt that arrives meanwhile, and one that arrives while a library is
 * unpacked would pass for a library that does not work here.
 */
public final class NativeStart {
  private NativeStart() {}

  /**
   * Waits for the action to end. An interrupt of the caller is kept.
   *
   * @param action must not need a class that the caller is initialising
   */
  public static <T> T apart(Supplier<T> action) {
    FutureTask<T> task = new FutureTask<>(action::get);
    Thread thread = new Thread(task, "holdfast-native-start");
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("native code could not be started", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
