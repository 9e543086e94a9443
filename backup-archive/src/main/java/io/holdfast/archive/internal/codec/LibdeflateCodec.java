package io.holdfast.archive.internal.codec;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** libdeflate at one of its levels, 1 to 12. */
final class LibdeflateCodec implements ChunkCodec {
  private long compressor;

  LibdeflateCodec(int level) {
    compressor = Libdeflate.libdeflate_alloc_compressor(level);
    if (compressor == 0) {
      throw new OutOfMemoryError("no memory for a compressor of libdeflate");
    }
  }

  @Override
  public int compress(ByteBuffer in, int length, ByteBuffer out, int offset) {
    if (compressor == 0) {
      throw new IllegalStateException("the codec is closed");
    }
    int limit = Stored.bound(length);
    NativeMemory.require(in, 0, length);
    NativeMemory.require(out, offset, limit);
    try {
      long size =
          Libdeflate.libdeflate_deflate_compress(
              compressor,
              NativeMemory.address(in),
              length,
              NativeMemory.address(out) + offset,
              limit);
      return size > 0 && size <= limit ? (int) size : Stored.encode(in, length, out, offset);
    } finally {
      Reference.reachabilityFence(in);
      Reference.reachabilityFence(out);
    }
  }

  @Override
  public void close() {
    if (compressor != 0) {
      Libdeflate.libdeflate_free_compressor(compressor);
      compressor = 0;
    }
  }
}
