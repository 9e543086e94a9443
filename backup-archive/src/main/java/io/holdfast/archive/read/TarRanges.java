package io.holdfast.archive.read;

import io.holdfast.archive.format.ChunkTable;
import java.io.IOException;
import java.io.InputStream;
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
  InputStream open(ChunkTable table, ChunkFeed feed) {
    return new Ranged(table, feed);
  }

  private final class Ranged extends InputStream {
    private final ChunkTable table;
    private final ChunkFeed feed;
    private ChunkFeed.@Nullable Slot slot;
    private int range;
    private long at;

    Ranged(ChunkTable table, ChunkFeed feed) {
      this.table = table;
      this.feed = feed;
      at = ranges.isEmpty() ? 0 : ranges.get(0)[0];
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int got = advance(length);
      if (got > 0 && slot != null) {
        int from = (int) (at - table.tarOffset(slot.number()));
        slot.content().get(from, bytes, offset, got);
        at += got;
      }
      return got;
    }

    @Override
    public long skip(long count) throws IOException {
      int got = advance((int) Math.min(count, Integer.MAX_VALUE));
      at += Math.max(0, got);
      return Math.max(0, got);
    }

    /**
     * Makes the chunk at the current place current; how many of {@code length} bytes it has, or -1.
     */
    private int advance(int length) throws IOException {
      if (range == ranges.size()) {
        return -1;
      }
      if (at == ranges.get(range)[1]) {
        if (++range == ranges.size()) {
          return -1;
        }
        at = ranges.get(range)[0];
      }
      while (slot == null || at >= table.tarOffset(slot.number()) + slot.length()) {
        slot = feed.next();
        if (slot == null) {
          throw new IllegalStateException("the feed ended before its ranges");
        }
      }
      long end = Math.min(ranges.get(range)[1], table.tarOffset(slot.number()) + slot.length());
      return (int) Math.min(length, end - at);
    }

    @Override
    public void close() {
      feed.close();
    }
  }
}
