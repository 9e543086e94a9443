package io.holdfast.archive.internal.read;

import com.google.common.util.concurrent.Uninterruptibles;
import io.holdfast.archive.internal.codec.ChunkDecoder;
import io.holdfast.archive.internal.format.Index;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The threads that decompress and hash, one a core, and what they use again and again: decoders and
 * memory for chunks. Thread-safe.
 */
final class ChunkWorkers implements Executor, AutoCloseable {
  private static final int MOST_WORKERS = 16;

  private final int count = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
  private final Supplier<ChunkDecoder> decoders;
  private final Queue<ChunkDecoder> idle = new ConcurrentLinkedQueue<>();
  private final Queue<ByteBuffer> contents = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(count, task -> daemon(task, "holdfast-read"));

  /**
   * Starts no thread yet.
   *
   * @param decoders opens one
   */
  ChunkWorkers(Supplier<ChunkDecoder> decoders) {
    this.decoders = decoders;
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** How many work at once. */
  int count() {
    return count;
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /** A decoder for the calling thread, until it is given back. */
  ChunkDecoder decoder() {
    ChunkDecoder decoder = idle.poll();
    return decoder == null ? decoders.get() : decoder;
  }

  void give(ChunkDecoder decoder) {
    idle.add(decoder);
  }

  /** Memory for the content of one chunk, until it is given back. */
  ByteBuffer content() {
    ByteBuffer content = contents.poll();
    return content == null ? ByteBuffer.allocateDirect(Index.MAX_CHUNK) : content;
  }

  void give(ByteBuffer content) {
    contents.add(content);
  }

  @Override
  public void close() {
    threads.shutdown();
    Uninterruptibles.awaitTerminationUninterruptibly(threads); // they may be in a decoder
    idle.forEach(ChunkDecoder::close);
    idle.clear();
  }
}
