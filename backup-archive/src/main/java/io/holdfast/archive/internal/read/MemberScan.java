package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.ArchivePaths;
import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.format.Member;
import io.holdfast.core.catalog.ProgressListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Finds the gzip members of a file by themselves, without an index: after what is none, by the next
 * ten bytes that begin one. What lies between is a gap, and has a place in the table too, as a
 * broken chunk of one byte. Not thread-safe.
 */
final class MemberScan {
  private static final int WINDOW = 4 * Index.MAX_MEMBER;
  private static final int MAX_GAP = 1 << 30;
  private static final byte[] NO_DIGEST = new byte[32];

  private final FileChannel file;
  private final long size;
  private final ByteBuffer window;
  private final ByteBuffer content = ByteBuffer.allocateDirect(Index.MAX_CHUNK + 1);

  /** Where in the file the window begins. */
  private long windowStart;

  private final ChunkTable table = new ChunkTable();
  private final BitSet broken = new BitSet();
  private OptionalInt index = OptionalInt.empty();
  private OptionalInt info = OptionalInt.empty();

  private MemberScan(FileChannel file) throws IOException {
    this.file = file;
    size = file.size();
    window = ByteBuffer.allocateDirect((int) Math.min(WINDOW, size));
    window.limit(0);
  }

  /**
   * What was found.
   *
   * @param table the members and the gaps between them, as chunks
   * @param broken those that are gaps
   * @param index the member that begins with the index's tar header, the last one if there are more
   * @param info the same of {@code archive.json}
   */
  record Members(ChunkTable table, BitSet broken, OptionalInt index, OptionalInt info) {
    boolean isEmpty() {
      return broken.cardinality() == table.count();
    }
  }

  /** Reads a file from its beginning to its end. */
  static Members of(FileChannel file, ProgressListener progress)
      throws IOException, InterruptedException {
    return new MemberScan(file).run(progress);
  }

  private Members run(ProgressListener progress) throws IOException, InterruptedException {
    Inflater inflater = new Inflater(true);
    try {
      long at = 0;
      while (at < size) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while looking for what is whole");
        }
        int length = member(at, inflater);
        long end = length > 0 ? at + length : nextHeader(at + 1);
        if (length == 0) {
          gap(end - at);
        }
        progress.advanced(end - at);
        at = end;
      }
    } finally {
      inflater.end();
    }
    return new Members(table, broken, index, info);
  }

  private void gap(long length) {
    for (long left = length; left > 0; left -= MAX_GAP) {
      broken.set(table.count());
      table.add((int) Math.min(left, MAX_GAP), 1, 0, NO_DIGEST);
    }
  }

  /** The length of the member that begins here; 0 if there is none that is whole. */
  private int member(long at, Inflater inflater) throws IOException {
    int start = show(at, Index.MAX_MEMBER);
    if (!Member.isHeaderAt(window, start)) {
      return 0;
    }
    inflater.reset();
    inflater.setInput(window.slice(start + Member.HEADER, most(start) - Member.HEADER));
    content.clear();
    try {
      while (!inflater.finished()) {
        if (inflater.inflate(content) == 0 && !inflater.finished()) {
          return 0; // cut off, or larger than any of ours
        }
      }
    } catch (DataFormatException e) {
      return 0;
    }
    int length = content.position();
    int memberLength = Member.HEADER + (int) inflater.getBytesRead() + Member.TRAILER;
    if (length == 0 || length > Index.MAX_CHUNK || memberLength > most(start)) {
      return 0;
    }
    content.flip();
    CRC32 crc = new CRC32();
    crc.update(content.duplicate());
    if (!Member.isTrailerAt(
        window, start + memberLength - Member.TRAILER, (int) crc.getValue(), length)) {
      return 0;
    }
    add(window.slice(start, memberLength), length);
    return memberLength;
  }

  private void add(ByteBuffer member, int length) {
    if (beginsWith(ArchivePaths.INDEX)) {
      index = OptionalInt.of(table.count());
    } else if (beginsWith(ArchivePaths.INFO)) {
      info = OptionalInt.of(table.count());
    }
    CRC32 crc = new CRC32();
    int memberLength = member.remaining();
    crc.update(member);
    table.add(memberLength, length, (int) crc.getValue(), NO_DIGEST);
  }

  /** Whether the content is that of an entry of this name, which is shorter than a header. */
  private boolean beginsWith(String name) {
    byte[] bytes = (name + '\0').getBytes(StandardCharsets.US_ASCII);
    return content.remaining() > bytes.length
        && content.slice(0, bytes.length).equals(ByteBuffer.wrap(bytes));
  }

  private long nextHeader(long from) throws IOException {
    for (long at = from; at < size; ) {
      int start = show(at, Member.HEADER);
      int last = window.limit() - Member.HEADER;
      for (int i = start; i <= last; i++) {
        if (Member.isHeaderAt(window, i)) {
          return windowStart + i;
        }
      }
      at = windowStart + Math.max(start, last) + 1;
    }
    return size;
  }

  private int most(int start) {
    return Math.min(Index.MAX_MEMBER, window.limit() - start);
  }

  /**
   * Has at least so many bytes from here on in the window, unless the file ends before.
   *
   * @return where they begin in the window
   */
  private int show(long at, int length) throws IOException {
    long end = Math.min(size, at + length);
    if (at < windowStart || end > windowStart + window.limit()) {
      window.clear();
      windowStart = at;
      while (window.hasRemaining() && file.read(window, windowStart + window.position()) > 0) {
        // until full or the end of the file
      }
      window.flip();
    }
    return (int) (at - windowStart);
  }
}
