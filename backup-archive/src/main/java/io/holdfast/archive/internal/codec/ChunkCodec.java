package io.holdfast.archive.internal.codec;

import java.nio.ByteBuffer;

/**
 * Compresses one chunk to raw deflate data (RFC 1951) that ends its stream. Buffers are direct;
 * their positions are not used, what is named of them must lie within their limits, and neither is
 * changed. Not thread-safe: each worker has its own. Closed by whoever opened it.
 */
public interface ChunkCodec extends AutoCloseable {

  /**
   * Compresses {@code in[0, length)}.
   *
   * @param length at least 1
   * @param out receives the result from {@code offset}; has room for {@link Stored#bound} bytes
   *     after it
   * @return how many bytes were written
   */
  int compress(ByteBuffer in, int length, ByteBuffer out, int offset);

  @Override
  void close();
}
