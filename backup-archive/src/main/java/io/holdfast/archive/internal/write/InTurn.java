package io.holdfast.archive.internal.write;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after the other, in the order in which they came, on whichever thread of a pool is
 * free: no thread waits for its turn. Tasks must not throw. Thread-safe.
 */
final class InTurn implements Executor {
  private final Executor pool;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  InTurn(Executor pool) {
    this.pool = pool;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      pool.execute(this::run);
    }
  }

  private void run() {
    do {
      tasks.remove().run();
    } while (waiting.decrementAndGet() > 0);
  }
}
