package io.holdfast.archive.internal.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A part of a tar that can be read from the next header on, wherever that stands. A place counts as
 * one where 512 bytes have a right checksum, and the magic of POSIX or GNU too unless they were
 * expected there. Not thread-safe.
 */
public final class HeaderFinder extends LentBytes {
  private static final int BLOCK = TarEncoder.BLOCK;
  private static final int MAGIC_AT = 257;
  private static final byte[] MAGIC = {'u', 's', 't', 'a', 'r'};

  private final InputStream in;
  private byte[] buffer = new byte[1 << 16];
  private final TarBlock block = new TarBlock();
  private int from;
  private int to;
  private long position;
  private boolean expected;

  /**
   * @param in read from where it stands, not closed
   */
  public HeaderFinder(InputStream in) {
    this.in = in;
  }

  /** Bytes that were read or passed over so far. */
  public long position() {
    return position;
  }

  /**
   * Passes over blocks of zeros and over what is no header.
   *
   * @return whether a header begins here; false at the end, of which less than a block is left
   */
  public boolean seek() throws IOException {
    expected = true;
    while (has(BLOCK)) {
      System.arraycopy(buffer, from, block.bytes(), 0, BLOCK);
      if (block.isZero()) {
        pass(BLOCK);
      } else if ((expected || hasMagic(from)) && block.checksumHolds()) {
        return true;
      } else {
        expected = false;
        pass(1);
        passToMagic();
      }
    }
    return false;
  }

  /** Whether {@link #seek} passed over nothing but zeros. */
  public boolean wasExpected() {
    return expected;
  }

  /**
   * Takes back bytes that were read last and turned out to be no entry, all but the first, so that
   * {@link #seek} finds another place.
   */
  public void giveBack(byte[] bytes) {
    int count = bytes.length - 1;
    if (count > from) {
      byte[] larger = new byte[count + buffer.length];
      System.arraycopy(buffer, from, larger, count, to - from);
      to += count - from;
      from = count;
      buffer = larger;
    }
    from -= count;
    position -= count;
    System.arraycopy(bytes, 1, buffer, from, count);
  }

  /** To where the magic of a header is in its place, or as far as that can be told. */
  private void passToMagic() {
    int at = from;
    while (at + BLOCK <= to && !hasMagic(at)) {
      at++;
    }
    pass(at - from);
  }

  private boolean hasMagic(int at) {
    return Arrays.equals(
        buffer, at + MAGIC_AT, at + MAGIC_AT + MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  private void pass(int count) {
    from += count;
    position += count;
  }

  /** Whether so many bytes are left; if so, they are in the buffer. */
  private boolean has(int count) throws IOException {
    while (to - from < count) {
      if (buffer.length - from < BLOCK) {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
      }
      int got = in.read(buffer, to, buffer.length - to);
      if (got < 0) {
        return false;
      }
      to += got;
    }
    return true;
  }

  @Override
  public @Nullable ByteBuffer lend(int most) throws IOException {
    if (!has(1)) {
      return null;
    }
    int count = Math.min(most, to - from);
    ByteBuffer lent = ByteBuffer.wrap(buffer, from, count);
    pass(count);
    return lent;
  }
}
