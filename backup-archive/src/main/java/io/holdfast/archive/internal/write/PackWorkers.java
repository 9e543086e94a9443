package io.holdfast.archive.internal.write;

import com.google.common.util.concurrent.Uninterruptibles;
import io.holdfast.archive.internal.codec.ChunkCodec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** The threads that hash, compress and write, one a core, each with a codec. Thread-safe. */
final class PackWorkers implements Executor, AutoCloseable {
  private static final int MOST = 16;

  private final int count = Math.min(MOST, Runtime.getRuntime().availableProcessors());
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          count,
          task -> {
            Thread thread = new Thread(task, "holdfast-pack");
            thread.setDaemon(true);
            return thread;
          });
  private final Deque<ChunkCodec> opened = new ArrayDeque<>();
  private final ThreadLocal<ChunkCodec> codecs;

  /**
   * Starts no thread yet.
   *
   * @param codec opens one
   */
  PackWorkers(Supplier<ChunkCodec> codec) {
    codecs =
        ThreadLocal.withInitial(
            () -> {
              ChunkCodec made = codec.get();
              synchronized (opened) {
                opened.add(made);
              }
              return made;
            });
  }

  /** How many work at once. */
  int count() {
    return count;
  }

  /** The codec of the calling thread, which is one of these. */
  ChunkCodec codec() {
    return codecs.get();
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /** Ends the threads, at once where one waits for a file. */
  @Override
  public void close() {
    threads.shutdownNow();
    Uninterruptibles.awaitTerminationUninterruptibly(threads); // they may be in a codec
    synchronized (opened) {
      opened.forEach(ChunkCodec::close);
      opened.clear();
    }
  }
}
