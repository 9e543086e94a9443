package io.holdfast.archive.read;

import io.holdfast.archive.codec.ChunkDecoder;
import io.holdfast.archive.codec.Codecs;
import io.holdfast.archive.format.ChunkTable;
import io.holdfast.archive.format.Index;
import io.holdfast.archive.format.ManifestReader;
import io.holdfast.core.ArchiveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The tar inside one of our archives, readable at any place. Not thread-safe. */
final class IndexedTar implements AutoCloseable {
  private static final int AHEAD_PER_WORKER = 3;

  /** A chunk takes up to 3 MiB. However many cores there are, memory for all of them is small. */
  private static final int MOST_AHEAD = 24;

  private static final int MOST_WORKERS = 16;

  private final FileChannel file;
  private final Index index;
  private final Supplier<ChunkDecoder> decoders;
  private final int cores = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          cores,
          task -> {
            Thread thread = new Thread(task, "holdfast-read");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param libraries that had a part in writing it, as in its record; another one decompresses
   */
  IndexedTar(FileChannel file, Index index, String libraries) {
    decoders = Codecs.decoder(libraries);
    this.file = file;
    this.index = index;
  }

  ChunkTable chunks() {
    return index.chunks();
  }

  /** A feed of all chunks that hold the ranges. Closed by the caller. */
  ChunkFeed feed(TarRanges ranges) {
    return new ChunkFeed(
        file,
        index.chunks(),
        decoders,
        ranges.chunks(index.chunks()),
        workers,
        Math.min(MOST_AHEAD, cores * AHEAD_PER_WORKER));
  }

  /** The bytes of the ranges. Closed by the caller. */
  InputStream open(TarRanges ranges) {
    return ranges.open(index.chunks(), feed(ranges));
  }

  /** The text of a source's manifest. Closed by the caller. */
  InputStream openManifest(Index.Section section) {
    TarRanges range = new TarRanges();
    range.add(section.manifestStart(), section.manifestStart() + section.manifestLength());
    // A manifest is read beside the source it describes: one chunk ahead is enough.
    return range.open(
        index.chunks(),
        new ChunkFeed(file, index.chunks(), decoders, range.chunks(index.chunks()), workers, 2));
  }

  /** A source's manifest, entry by entry, over {@link #openManifest}. */
  static ManifestReader manifest(InputStream text) throws IOException {
    try {
      return new ManifestReader(text);
    } catch (ArchiveException e) {
      throw new DamageException(e, -1);
    }
  }

  @Override
  public void close() {
    workers.shutdown();
    try {
      if (!workers.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("a reading thread does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
