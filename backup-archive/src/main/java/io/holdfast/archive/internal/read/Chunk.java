package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.codec.ChunkDecoder;
import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.Member;
import io.holdfast.core.ArchiveException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The content of one chunk, checked against all that the index and the gzip member say of it. */
final class Chunk {
  private final int number;
  private final int length;
  private final ByteBuffer content;

  /**
   * @param content receives {@code length} bytes
   */
  Chunk(int number, int length, ByteBuffer content) {
    this.number = number;
    this.length = length;
    this.content = content;
  }

  int number() {
    return number;
  }

  int length() {
    return length;
  }

  /** Direct; the bytes are at 0 to {@link #length}, position and limit mean nothing. */
  ByteBuffer content() {
    return content;
  }

  /**
   * Decompresses the chunk. Its SHA-256 is left alone: the two checksums tell damage, and files and
   * manifests are proven by digests of their own.
   *
   * @param member all of the gzip member
   */
  void load(ByteBuffer member, ChunkTable table, ChunkDecoder decoder) throws ArchiveException {
    CRC32 crc = new CRC32();
    crc.update(member.duplicate());
    if ((int) crc.getValue() != table.crc(number)) {
      throw new ArchiveException(
          "the compressed bytes are not the ones that were written (checksum differs)");
    }
    Member.decode(member, member.remaining(), decoder, content, length);
  }
}
