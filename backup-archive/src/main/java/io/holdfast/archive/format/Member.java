package io.holdfast.archive.format;

import io.holdfast.core.ArchiveException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

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

  public static void putHeader(byte[] out, int offset) {
    System.arraycopy(HEADER_BYTES, 0, out, offset, HEADER);
  }

  public static void putTrailer(byte[] out, int offset, int crc, int length) {
    ByteBuffer.wrap(out, offset, TRAILER).order(ByteOrder.LITTLE_ENDIAN).putInt(crc).putInt(length);
  }

  /**
   * Takes one member apart that must fill {@code member[0, memberLength)} exactly.
   *
   * @param inflater raw, reset here
   * @param content receives the content
   * @param length the length the content must have
   * @throws ArchiveException when anything about it is not as it must be
   */
  public static void decode(
      byte[] member, int memberLength, Inflater inflater, byte[] content, int length)
      throws ArchiveException {
    int deflated = memberLength - HEADER - TRAILER;
    if (deflated < 1) {
      throw new ArchiveException("a gzip member of " + memberLength + " bytes is too short");
    }
    for (int i = 0; i < HEADER; i++) {
      if (member[i] != HEADER_BYTES[i]) {
        throw new ArchiveException("the header of the gzip member is damaged");
      }
    }
    inflater.reset();
    inflater.setInput(member, HEADER, deflated);
    try {
      int got = inflater.inflate(content, 0, length);
      if (got < length || inflate1(inflater) != 0 || !inflater.finished()) {
        throw new ArchiveException(
            "the gzip member does not hold the " + length + " bytes it should");
      }
      if (inflater.getRemaining() != 0) {
        throw new ArchiveException("the gzip member has bytes after its data");
      }
    } catch (DataFormatException e) {
      throw new ArchiveException("the gzip member's data is damaged (" + e.getMessage() + ")", e);
    }
    CRC32 crc = new CRC32();
    crc.update(content, 0, length);
    ByteBuffer trailer =
        ByteBuffer.wrap(member, HEADER + deflated, TRAILER).order(ByteOrder.LITTLE_ENDIAN);
    if (trailer.getInt() != (int) crc.getValue()) {
      throw new ArchiveException("the checksum of the gzip member's content is wrong");
    }
    if (trailer.getInt() != length) {
      throw new ArchiveException("the length in the gzip member's trailer is wrong");
    }
  }

  private static int inflate1(Inflater inflater) throws DataFormatException {
    return inflater.finished() ? 0 : inflater.inflate(new byte[1]);
  }
}
