package io.holdfast.archive.internal.format;

import io.holdfast.archive.internal.codec.ChunkDecoder;
import io.holdfast.core.ArchiveException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;

/**
 * The frame of a gzip member (RFC 1952) as our archives use it: a header without optional fields,
 * deflate data, CRC-32 and length of the content. The header's time is always one second after
 * 1970: no tool writes that, so it marks the file as ours from its first bytes on.
 */
public final class Member {
  /** Bytes before the deflate data. */
  public static final int HEADER = 10;

  /** Bytes after the deflate data. */
  public static final int TRAILER = 8;

  private static final byte[] HEADER_BYTES = {0x1f, (byte) 0x8b, 8, 0, 1, 0, 0, 0, 0, (byte) 0xff};

  private Member() {}

  /** Whether a file that begins with these bytes was begun by us. */
  public static boolean isHeader(byte[] bytes) {
    return Arrays.equals(bytes, HEADER_BYTES);
  }

  /** Whether a member of ours begins at a place in a buffer. */
  public static boolean isHeaderAt(ByteBuffer bytes, int offset) {
    if (bytes.limit() - offset < HEADER) {
      return false;
    }
    for (int i = 0; i < HEADER; i++) {
      if (bytes.get(offset + i) != HEADER_BYTES[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether this trailer stands at a place in a buffer. */
  public static boolean isTrailerAt(ByteBuffer bytes, int offset, int crc, int length) {
    ByteBuffer trailer = bytes.slice(offset, TRAILER).order(ByteOrder.LITTLE_ENDIAN);
    return trailer.getInt() == crc && trailer.getInt() == length;
  }

  public static void putHeader(ByteBuffer out, int offset) {
    out.put(offset, HEADER_BYTES);
  }

  public static void putTrailer(ByteBuffer out, int offset, int crc, int length) {
    out.slice(offset, TRAILER).order(ByteOrder.LITTLE_ENDIAN).putInt(crc).putInt(length);
  }

  /**
   * Takes one member apart that must fill {@code member[0, memberLength)} exactly.
   *
   * @param member direct, as is {@code content}; positions and limits are neither used nor changed
   * @param content receives the content
   * @param length the length the content must have
   * @throws ArchiveException when anything about it is not as it must be
   */
  public static void decode(
      ByteBuffer member, int memberLength, ChunkDecoder decoder, ByteBuffer content, int length)
      throws ArchiveException {
    int deflated = memberLength - HEADER - TRAILER;
    if (deflated < 1) {
      throw new ArchiveException("a gzip member of " + memberLength + " bytes is too short");
    }
    if (!isHeaderAt(member, 0)) {
      throw new ArchiveException("the header of the gzip member is damaged");
    }
    try {
      decoder.decompress(member, HEADER, deflated, content, length);
    } catch (DataFormatException e) {
      throw new ArchiveException("the gzip member's data is damaged (" + e.getMessage() + ")", e);
    }
    CRC32 crc = new CRC32();
    crc.update(content.slice(0, length));
    ByteBuffer trailer = member.slice(HEADER + deflated, TRAILER).order(ByteOrder.LITTLE_ENDIAN);
    if (trailer.getInt() != (int) crc.getValue()) {
      throw new ArchiveException("the checksum of the gzip member's content is wrong");
    }
    if (trailer.getInt() != length) {
      throw new ArchiveException("the length in the gzip member's trailer is wrong");
    }
  }
}
