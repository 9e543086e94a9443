package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.format.ManifestReader;
import io.holdfast.archive.internal.tar.LentBytes;
import io.holdfast.core.ArchiveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The tar inside one of our archives, readable at any place. Not thread-safe. */
final class IndexedTar {
  private static final int AHEAD_PER_WORKER = 3;

  /** A chunk takes up to 1 MiB. However many cores there are, memory for all of them is small. */
  private static final int MOST_AHEAD = 24;

  /** A manifest is read beside the source it describes. */
  private static final int MANIFEST_AHEAD = 2;

  private final FileBytes file;
  private final Index index;
  private final ChunkWorkers workers;

  /** Closes neither the file nor the workers. */
  IndexedTar(FileBytes file, Index index, ChunkWorkers workers) {
    this.file = file;
    this.index = index;
    this.workers = workers;
  }

  ChunkTable chunks() {
    return index.chunks();
  }

  /**
   * A feed of all chunks that hold the ranges. Closed by the caller.
   *
   * @param hearer hears all bytes of the file that are read, in order
   */
  ChunkFeed feed(TarRanges ranges, Consumer<ByteBuffer> hearer) {
    int ahead = Math.min(MOST_AHEAD, workers.count() * AHEAD_PER_WORKER);
    return feed(ranges, Math.max(MANIFEST_AHEAD, ahead), hearer);
  }

  private ChunkFeed feed(TarRanges ranges, int ahead, Consumer<ByteBuffer> hearer) {
    return new ChunkFeed(
        file, index.chunks(), workers, ranges.chunks(index.chunks()), ahead, hearer);
  }

  /** Checks contents that lie in the chunks of a feed. */
  ContentCheck check(ChunkFeed feed) {
    return new ContentCheck(feed, workers);
  }

  /** The bytes of the ranges. Closed by the caller. */
  LentBytes open(TarRanges ranges) {
    return ranges.open(index.chunks(), feed(ranges, bytes -> {}));
  }

  /** The text of a source's manifest. Closed by the caller. */
  LentBytes openManifest(Index.Section section) {
    TarRanges range = new TarRanges();
    range.add(section.manifestStart(), section.manifestStart() + section.manifestLength());
    return range.open(index.chunks(), feed(range, MANIFEST_AHEAD, bytes -> {}));
  }

  /** A source's manifest, entry by entry, over {@link #openManifest}. */
  static ManifestReader manifest(InputStream text) throws IOException {
    try {
      return new ManifestReader(text);
    } catch (ArchiveException e) {
      throw new DamageException(e, -1);
    }
  }
}
