package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.tar.EntryNames;
import io.holdfast.archive.internal.tar.LentBytes;
import io.holdfast.archive.internal.tar.TarFormatException;
import io.holdfast.archive.internal.tar.TarHeader;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The entries of a source that are whole, each read by itself from where it stands. */
final class EntryPieces {
  private final IndexedTar tar;

  EntryPieces(IndexedTar tar) {
    this.tar = tar;
  }

  /** Takes one entry. */
  interface Taker {
    /**
     * Takes one.
     *
     * @param number counts from 0, in the order of the tar; those that are no entries are left out
     */
    void take(int number, Entry entry, LentBytes content)
        throws IOException, DestinationException, InterruptedException;
  }

  /** Calls {@code taker} for every entry, in the order of the tar. */
  void forEach(FoundSource source, Taker taker)
      throws IOException, DestinationException, InterruptedException {
    String prefix = source.prefix();
    try (Piece piece = new Piece(tar.open(source.ranges()))) {
      for (int i = 0; i < source.count(); i++) {
        piece.begin(source.length(i));
        TarReader reader = new TarReader(piece);
        Entry entry = entry(reader, prefix, source.length(i));
        if (entry != null) {
          taker.take(i, entry, reader.content());
        }
        piece.finish();
      }
    }
  }

  private static @Nullable Entry entry(TarReader reader, String prefix, long length)
      throws IOException {
    try {
      TarHeader header = reader.next().orElseThrow(EOFException::new);
      return reader.entryEnd() == length ? EntryNames.entry(header, prefix) : null;
    } catch (TarFormatException | EOFException e) {
      return null; // whole, but nothing that a source has
    }
  }

  /** As many of the bytes as one entry has. */
  private static final class Piece extends LentBytes {
    private final LentBytes all;
    private long left;

    Piece(LentBytes all) {
      this.all = all;
    }

    void begin(long length) {
      left = length;
    }

    void finish() throws IOException {
      while (left > 0) {
        lend(Integer.MAX_VALUE);
      }
    }

    @Override
    public @Nullable ByteBuffer lend(int most) throws IOException {
      if (left == 0) {
        return null;
      }
      ByteBuffer lent = all.lend((int) Math.min(most, left));
      if (lent == null) {
        throw new EOFException("the ranges end before their entries");
      }
      left -= lent.remaining();
      return lent;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int got = all.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(0, got);
      return got;
    }

    @Override
    public void close() throws IOException {
      all.close();
    }
  }
}
