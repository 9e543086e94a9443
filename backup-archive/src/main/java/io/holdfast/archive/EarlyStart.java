package io.holdfast.archive;

import com.google.common.util.concurrent.Uninterruptibles;
import io.holdfast.archive.internal.codec.Codecs;
import io.holdfast.archive.internal.format.ArchiveInfoJson;
import io.holdfast.core.plan.Compression;

/**
 * Gets ready, in a thread of its own, what archives need and what takes some hundredths of a second
 * at its first use: native libraries with their self-tests, and what reads records. For programs
 * that end soon. Nothing depends on it: what fails here fails again, and is told, where it is used.
 */
public final class EarlyStart implements AutoCloseable {
  private final Thread thread;

  private EarlyStart(Thread thread) {
    this.thread = thread;
  }

  /**
   * Begins.
   *
   * @param writing whether an archive is to be made, not only read
   * @return closed by the caller before the JVM ends
   */
  public static EarlyStart begin(boolean writing) {
    Thread thread = new Thread(() -> getReady(writing), "holdfast-early-start");
    thread.setUncaughtExceptionHandler((failed, cause) -> {});
    thread.setDaemon(true);
    thread.start();
    return new EarlyStart(thread);
  }

  /** In the order in which a run comes to need it. */
  private static void getReady(boolean writing) {
    ArchiveInfoJson.prepare();
    Codecs.decoder(writing ? Codecs.encoder(Compression.FAST).libraries() : "");
  }

  /**
   * Waits until nothing is half done: a library that is being unpacked would leave a temporary
   * file. An interrupt is kept.
   */
  @Override
  public void close() {
    Uninterruptibles.joinUninterruptibly(thread);
  }
}
