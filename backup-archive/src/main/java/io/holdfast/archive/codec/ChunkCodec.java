package io.holdfast.archive.codec;

/**
 * Compresses one chunk to raw deflate data (RFC 1951) that ends its stream. Not thread-safe: each
 * worker has its own.
 */
public interface ChunkCodec extends AutoCloseable {

  /**
   * Compresses {@code in[0, length)}.
   *
   * @param out receives the result from {@code offset}; has room for {@link Stored#bound} bytes
   *     after it
   * @return how many bytes were written
   */
  int compress(byte[] in, int length, byte[] out, int offset);

  @Override
  void close();
}
