package io.holdfast.archive.internal.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream that lends its bytes where they lie, so that they can be hashed or written to a file
 * without being copied first. Not thread-safe.
 */
public abstract class LentBytes extends InputStream {

  /**
   * The next bytes, which count as read.
   *
   * @param most how many at most, more than 0
   * @return a view of at least one byte, valid until the next call of any method; null at the end
   */
  public abstract @Nullable ByteBuffer lend(int most) throws IOException;

  /** A stream that lends what it reads from another one, which is closed with it. */
  public static LentBytes of(InputStream in) {
    return in instanceof LentBytes lent ? lent : new Buffered(in);
  }

  @Override
  public int read() throws IOException {
    ByteBuffer one = lend(1);
    return one == null ? -1 : one.get() & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    ByteBuffer lent = lend(length);
    if (lent == null) {
      return -1;
    }
    int count = lent.remaining();
    lent.get(bytes, offset, count);
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    if (count <= 0) {
      return 0;
    }
    ByteBuffer lent = lend((int) Math.min(count, Integer.MAX_VALUE));
    return lent == null ? 0 : lent.remaining();
  }

  /** Reads from a stream that lends nothing. */
  private static final class Buffered extends LentBytes {
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];

    Buffered(InputStream in) {
      this.in = in;
    }

    @Override
    public @Nullable ByteBuffer lend(int most) throws IOException {
      int got = in.read(buffer, 0, Math.min(most, buffer.length));
      return got < 0 ? null : ByteBuffer.wrap(buffer, 0, got);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return in.read(bytes, offset, length);
    }

    @Override
    public long skip(long count) throws IOException {
      return in.skip(count);
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
