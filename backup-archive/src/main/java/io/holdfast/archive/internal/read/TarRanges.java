package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.tar.LentBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Parts of an archive's tar, one after the other, as one stream. */
final class TarRanges {
  private final List<long[]> ranges = new ArrayList<>();

  /**
   * Adds the bytes from {@code start} to before {@code end}; not before any that was added earlier.
   */
  void add(long start, long end) {
    if (start == end) {
      return;
    }
    if (!ranges.isEmpty() && ranges.get(ranges.size() - 1)[1] == start) {
      ranges.get(ranges.size() - 1)[1] = end;
    } else {
      ranges.add(new long[] {start, end});
    }
  }

  /** The numbers of all chunks that hold a part of the ranges. */
  PrimitiveIterator.OfInt chunks(ChunkTable table) {
    int[] last = {-1};
    return ranges.stream()
        .flatMapToInt(
            range -> IntStream.rangeClosed(table.chunkAt(range[0]), table.chunkAt(range[1] - 1)))
        .filter(
            number -> {
              boolean fresh = number > last[0];
              last[0] = Math.max(last[0], number);
              return fresh;
            })
        .iterator();
  }

  /**
   * Reads the ranges.
   *
   * @param feed delivers {@link #chunks}; closed with the stream
   */
  LentBytes open(ChunkTable table, ChunkFeed feed) {
    return new Ranged(table, feed);
  }

  private final class Ranged extends LentBytes {
    private final ChunkTable table;
    private final ChunkFeed feed;
    private @Nullable Chunk chunk;

    /** Where in the tar the current chunk ends. */
    private long chunkEnd;

    private int range;
    private long at;

    Ranged(ChunkTable table, ChunkFeed feed) {
      this.table = table;
      this.feed = feed;
      at = ranges.isEmpty() ? 0 : ranges.get(0)[0];
    }

    @Override
    public @Nullable ByteBuffer lend(int most) throws IOException {
      Chunk here = chunk();
      if (here == null) {
        return null;
      }
      int count = (int) Math.min(most, Math.min(ranges.get(range)[1], chunkEnd) - at);
      ByteBuffer lent = here.content().slice(place(here), count);
      at += count;
      return lent;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Chunk here = length == 0 ? null : chunk();
      if (here == null) {
        return length == 0 ? 0 : -1;
      }
      int count = (int) Math.min(length, Math.min(ranges.get(range)[1], chunkEnd) - at);
      here.content().get(place(here), bytes, offset, count);
      at += count;
      return count;
    }

    private int place(Chunk here) {
      return (int) (at - (chunkEnd - here.length()));
    }

    /** Makes the chunk at the current place current; null at the end. */
    private @Nullable Chunk chunk() throws IOException {
      if (range == ranges.size()) {
        return null;
      }
      if (at == ranges.get(range)[1]) {
        if (++range == ranges.size()) {
          return null;
        }
        at = ranges.get(range)[0];
      }
      while (chunk == null || at >= chunkEnd) {
        chunk = feed.next();
        if (chunk == null) {
          throw new IllegalStateException("the feed ended before its ranges");
        }
        chunkEnd = table.tarOffset(chunk.number()) + chunk.length();
      }
      return chunk;
    }

    @Override
    public void close() {
      feed.close();
    }
  }
}
