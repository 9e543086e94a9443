package io.holdfast.archive.internal.write;

import io.holdfast.archive.internal.codec.ChunkCodec;
import io.holdfast.archive.internal.codec.Stored;
import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.format.Member;
import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.archive.internal.reuse.Predecessor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/**
 * One chunk on its way into the archive, with its buffers, used again and again. It is filled by
 * one thread, then hashed and packed by others, then written; whoever hands it on sees to it that
 * the next one sees what was done.
 */
final class Chunk {
  private final ByteBuffer content = ByteBuffer.allocateDirect(Index.MAX_CHUNK);
  private final ByteBuffer member =
      ByteBuffer.allocateDirect(Member.HEADER + Stored.bound(Index.MAX_CHUNK) + Member.TRAILER);
  private final MessageDigest digest = Sha256.create();
  private final CRC32 crc32 = new CRC32();
  private final List<Piece> files = new ArrayList<>();
  private final AtomicInteger steps = new AtomicInteger();
  private int memberLength;
  private int crc;
  private byte[] sha256 = {};
  private boolean reused;

  /** A run of one file's content in a chunk. */
  private record Piece(FileDigest file, int start, int length, boolean first, boolean last) {
    boolean isWhole() {
      return first && last;
    }
  }

  /** Empties it. */
  void clear() {
    content.clear();
    files.clear();
    reused = false;
  }

  /** How many bytes were filled in. */
  int length() {
    return content.position();
  }

  boolean isFull() {
    return !content.hasRemaining();
  }

  /** Takes as many of these bytes as there is room for, and tells how many. */
  int fill(byte[] bytes, int offset, int length) {
    int count = Math.min(length, content.remaining());
    content.put(bytes, offset, count);
    return count;
  }

  /** Takes as many of these bytes as there is room for. */
  void fill(ByteBuffer bytes) {
    int count = Math.min(bytes.remaining(), content.remaining());
    content.put(content.position(), bytes, bytes.position(), count);
    content.position(content.position() + count);
    bytes.position(bytes.position() + count);
  }

  /** What was filled in. */
  ByteBuffer copy() {
    byte[] bytes = new byte[length()];
    content.get(0, bytes);
    return ByteBuffer.wrap(bytes);
  }

  /** Takes what one read from a channel gives, at most {@code most} bytes, and tells how many. */
  int fill(ReadableByteChannel from, long most) throws IOException {
    content.limit((int) Math.min(content.capacity(), content.position() + most));
    try {
      return from.read(content);
    } finally {
      content.limit(content.capacity());
    }
  }

  /**
   * Notes that everything from {@code start} on is content of a file.
   *
   * @param first whether the file begins here
   * @param last whether it ends here
   */
  void holds(FileDigest file, int start, boolean first, boolean last) {
    files.add(new Piece(file, start, length() - start, first, last));
  }

  /** Whether a file in it begins before it or goes on after it. */
  boolean hasPartOfFile() {
    return !files.isEmpty() && !(files.get(0).isWhole() && files.get(files.size() - 1).isWhole());
  }

  /** Sets how many steps are to be done before it can be written. */
  void expect(int count) {
    steps.set(count);
  }

  /** Ends a step, and tells whether it was the last one. */
  boolean endStep() {
    return steps.decrementAndGet() == 0;
  }

  /** Whether all steps are done. */
  boolean isReady() {
    return steps.get() == 0;
  }

  /**
   * Hashes the chunk, and the files that lie in it as a whole. A file that is a chunk is not hashed
   * twice.
   */
  void hash() {
    sha256 = sha256(0, length());
    for (Piece piece : files) {
      if (piece.isWhole()) {
        piece.file.set(piece.length == length() ? sha256 : sha256(piece.start, piece.length));
      }
    }
  }

  /**
   * Hashes what it holds of files that lie in several chunks. To be called for one chunk after the
   * other.
   *
   * @param running the state from chunk to chunk
   */
  void hashParts(MessageDigest running) {
    for (Piece piece : files) {
      if (piece.isWhole()) {
        continue;
      }
      if (piece.first) {
        running.reset(); // a source that was given up may have left something
      }
      running.update(content.slice(piece.start, piece.length));
      if (piece.last) {
        piece.file.set(running.digest());
      }
    }
  }

  /**
   * Becomes a chunk of an earlier archive, packed as it is; its content is not known then.
   *
   * @return false when that chunk is damaged, and nothing was done
   */
  boolean take(Predecessor from, int chunk) throws InterruptedException {
    int length = from.load(chunk, member);
    if (length == 0) {
      return false;
    }
    memberLength = length;
    crc = from.chunks().crc(chunk);
    sha256 = from.chunks().digest(chunk);
    content.position(from.chunks().contentLength(chunk));
    reused = true;
    return true;
  }

  /** Takes the gzip member of an equal chunk, if the earlier archive has a whole one. */
  boolean takeEqual(Predecessor from) throws InterruptedException {
    int chunk = from.find(sha256, length());
    return chunk >= 0 && take(from, chunk);
  }

  /** Whether the gzip member comes from an earlier archive. */
  boolean isReused() {
    return reused;
  }

  /** Makes the gzip member. */
  void compress(ChunkCodec codec) {
    frame(codec.compress(content, length(), member, Member.HEADER));
  }

  /** Makes a gzip member that has the content as it is. */
  void store() {
    frame(Stored.encode(content, length(), member, Member.HEADER));
  }

  private void frame(int deflated) {
    Member.putHeader(member, 0);
    Member.putTrailer(member, Member.HEADER + deflated, crc32(content, length()), length());
    memberLength = Member.HEADER + deflated + Member.TRAILER;
    crc = crc32(member, memberLength);
  }

  /** Writes the gzip member. */
  void writeTo(FileChannel out, long offset) throws IOException {
    member.limit(memberLength).position(0);
    long at = offset;
    while (member.hasRemaining()) {
      at += out.write(member, at);
    }
    member.clear();
  }

  void addTo(ChunkTable table) {
    table.add(memberLength, length(), crc, sha256);
  }

  void replaceIn(ChunkTable table, int number) {
    table.replace(number, crc, sha256);
  }

  private byte[] sha256(int start, int length) {
    digest.update(content.slice(start, length));
    return digest.digest();
  }

  private int crc32(ByteBuffer bytes, int length) {
    crc32.reset();
    crc32.update(bytes.slice(0, length));
    return (int) crc32.getValue();
  }
}
