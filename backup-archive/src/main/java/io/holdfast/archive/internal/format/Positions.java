package io.holdfast.archive.internal.format;

import io.holdfast.core.ArchiveException;
import java.io.ByteArrayOutputStream;

/**
 * Where the entries of a source begin in the tar, in the order of its manifest. Written as
 * variable-length differences in tar blocks: a byte or two an entry.
 */
public final class Positions {
  private static final int BLOCK = 512;

  private Positions() {}

  /** Collects positions. */
  public static final class Builder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long last;

    /**
     * @param firstOffset the tar offset that differences count from
     */
    public Builder(long firstOffset) {
      last = firstOffset;
    }

    /** Adds the offset of an entry's first header; never less than the one before. */
    public void add(long tarOffset) {
      long blocks = (tarOffset - last) / BLOCK;
      last = tarOffset;
      while (blocks >= 0x80) {
        out.write((int) (blocks & 0x7f) | 0x80);
        blocks >>>= 7;
      }
      out.write((int) blocks);
    }

    public byte[] build() {
      return out.toByteArray();
    }
  }

  /** Reads positions one after the other. */
  public static final class Cursor {
    private static final int LAST_SHIFT = 56;

    private final byte[] bytes;
    private final long limit;
    private int at;
    private long last;

    /**
     * @param firstOffset the tar offset that differences count from
     * @param limit the tar offset before which every entry begins
     */
    public Cursor(byte[] bytes, long firstOffset, long limit) {
      this.bytes = bytes;
      this.limit = limit;
      last = firstOffset;
    }

    public boolean hasNext() {
      return at < bytes.length;
    }

    /**
     * The tar offset of the next entry.
     *
     * @throws ArchiveException when there is none, or none before the limit
     */
    public long next() throws ArchiveException {
      long blocks = 0;
      for (int shift = 0; shift <= LAST_SHIFT && at < bytes.length; shift += 7) {
        byte b = bytes[at++];
        blocks |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          if (blocks > (limit - last) / BLOCK) {
            break;
          }
          last += blocks * BLOCK;
          return last;
        }
      }
      throw new ArchiveException("the positions in the index are damaged");
    }
  }
}
