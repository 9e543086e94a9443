package io.holdfast.archive.internal.codec;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/**
 * Decompresses one chunk of raw deflate data (RFC 1951). Buffers are direct; their positions are
 * not used, what is named of them must lie within their limits, and neither is changed. Not
 * thread-safe: each worker has its own. Closed by whoever opened it.
 */
public interface ChunkDecoder extends AutoCloseable {

  /**
   * Decompresses the one stream that must fill {@code in[offset, offset + size)} exactly, to
   * exactly {@code out[0, length)}. Nothing outside of that is written, whatever the data.
   *
   * @param size at least 1
   * @param length at least 1
   * @throws DataFormatException the data is not such a stream; what {@code out} then holds is
   *     undefined
   */
  void decompress(ByteBuffer in, int offset, int size, ByteBuffer out, int length)
      throws DataFormatException;

  @Override
  void close();
}
