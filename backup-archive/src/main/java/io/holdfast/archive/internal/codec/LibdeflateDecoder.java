package io.holdfast.archive.internal.codec;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** libdeflate, the fastest of the decoders. */
final class LibdeflateDecoder implements ChunkDecoder {
  private static final int SHORT_OUTPUT = 2;
  private static final int INSUFFICIENT_SPACE = 3;

  private final Memory consumed = new Memory(Long.BYTES);
  private long decompressor = Libdeflate.libdeflate_alloc_decompressor();

  LibdeflateDecoder() {
    if (decompressor == 0) {
      throw new OutOfMemoryError("no memory for a decompressor of libdeflate");
    }
  }

  @Override
  public void decompress(ByteBuffer in, int offset, int size, ByteBuffer out, int length)
      throws DataFormatException {
    if (decompressor == 0) {
      throw new IllegalStateException("the decoder is closed");
    }
    NativeMemory.require(in, offset, size);
    NativeMemory.require(out, 0, length);
    try {
      int result =
          Libdeflate.libdeflate_deflate_decompress_ex(
              decompressor,
              NativeMemory.address(in) + offset,
              size,
              NativeMemory.address(out),
              length,
              Pointer.nativeValue(consumed),
              0);
      if (result == SHORT_OUTPUT || result == INSUFFICIENT_SPACE) {
        throw new DataFormatException("it does not hold the " + length + " bytes it should");
      }
      if (result != 0) {
        throw new DataFormatException("it is no deflate stream, or is cut off");
      }
      if (consumed.getLong(0) != size) {
        throw new DataFormatException("bytes follow its end");
      }
    } finally {
      Reference.reachabilityFence(in);
      Reference.reachabilityFence(out);
      Reference.reachabilityFence(consumed);
    }
  }

  @Override
  public void close() {
    if (decompressor != 0) {
      Libdeflate.libdeflate_free_decompressor(decompressor);
      decompressor = 0;
      consumed.close();
    }
  }
}
