package io.holdfast.archive.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The last gzip member of an archive: empty, of fixed length, with an extra field (RFC 1952 section
 * 2.3.1.1) that says where the records are.
 *
 * @param indexOffset where in the file the member begins that begins with the index's tar header
 * @param infoOffset where in the file the member begins that begins with {@code archive.json}'s tar
 *     header
 * @param tailSha256 hex digest of the file's bytes from {@code indexOffset} to this member
 */
public record Footer(long indexOffset, long infoOffset, String tailSha256) {
  private static final byte SUBFIELD_1 = 'H';
  private static final byte SUBFIELD_2 = 'F';
  private static final byte VERSION = 1;
  private static final int PAYLOAD = 1 + 8 + 8 + 32;
  private static final int EXTRA = 4 + PAYLOAD;

  /** Bytes of the whole member. */
  public static final int LENGTH = 10 + 2 + EXTRA + 2 + 8;

  private static final HexFormat HEX = HexFormat.of();

  /** The member. */
  public byte[] encode() {
    return ByteBuffer.allocate(LENGTH)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {0x1f, (byte) 0x8b, 8, 4, 1, 0, 0, 0, 0, (byte) 0xff})
        .putShort((short) EXTRA)
        .put(SUBFIELD_1)
        .put(SUBFIELD_2)
        .putShort((short) PAYLOAD)
        .put(VERSION)
        .putLong(indexOffset)
        .putLong(infoOffset)
        .put(HEX.parseHex(tailSha256))
        .put(new byte[] {3, 0})
        .putLong(0)
        .array();
  }

  /** Reads the last {@link #LENGTH} bytes of a file; empty when they are no footer. */
  public static Optional<Footer> decode(byte[] bytes) {
    if (bytes.length != LENGTH) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    in.position(10 + 2 + 4 + 1);
    long indexOffset = in.getLong();
    long infoOffset = in.getLong();
    byte[] digest = new byte[32];
    in.get(digest);
    Footer footer = new Footer(indexOffset, infoOffset, HEX.formatHex(digest));
    // Everything but the three values is fixed, so one comparison proves the rest.
    return Arrays.equals(footer.encode(), bytes) ? Optional.of(footer) : Optional.empty();
  }
}
