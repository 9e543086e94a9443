package io.holdfast.archive.internal.codec;

import java.nio.ByteBuffer;

/** Deflate data that holds its content as it is, in stored blocks (RFC 1951 section 3.2.4). */
public final class Stored {
  private static final int MAX_BLOCK = 65_535;
  private static final int BLOCK_HEADER = 5;

  private Stored() {}

  /** How many bytes {@code length} bytes of content take when stored; no codec may need more. */
  public static int bound(int length) {
    return length + BLOCK_HEADER * Math.max(1, (length + MAX_BLOCK - 1) / MAX_BLOCK);
  }

  /** Writes {@code in[0, length)} as stored blocks and returns how many bytes were written. */
  public static int encode(ByteBuffer in, int length, ByteBuffer out, int offset) {
    int at = offset;
    int done = 0;
    do {
      int block = Math.min(MAX_BLOCK, length - done);
      out.put(at++, (byte) (done + block == length ? 1 : 0));
      out.put(at++, (byte) block);
      out.put(at++, (byte) (block >> 8));
      out.put(at++, (byte) ~block);
      out.put(at++, (byte) (~block >> 8));
      out.put(at, in, done, block);
      at += block;
      done += block;
    } while (done < length);
    return at - offset;
  }
}
