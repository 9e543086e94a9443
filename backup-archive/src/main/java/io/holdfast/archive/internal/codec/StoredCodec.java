package io.holdfast.archive.internal.codec;

import java.nio.ByteBuffer;

/** Stores every chunk as it is. */
final class StoredCodec implements ChunkCodec {
  @Override
  public int compress(ByteBuffer in, int length, ByteBuffer out, int offset) {
    return Stored.encode(in, length, out, offset);
  }

  @Override
  public void close() {}
}
