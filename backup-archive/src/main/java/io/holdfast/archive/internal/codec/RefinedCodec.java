package io.holdfast.archive.internal.codec;

import java.nio.ByteBuffer;

/**
 * A fast codec on everything, and a thorough one where the fast one's result says that searching
 * for repetitions pays: on text, pages and logs, not on vectors of floats or images.
 */
final class RefinedCodec implements ChunkCodec {
  private final ChunkCodec fast;
  private final ChunkCodec thorough;
  private final double from;
  private final double to;

  /**
   * Closes both with itself.
   *
   * @param from the thorough one is tried when the fast one leaves this share of the content or
   *     more
   * @param to and less than this
   */
  RefinedCodec(ChunkCodec fast, ChunkCodec thorough, double from, double to) {
    this.fast = fast;
    this.thorough = thorough;
    this.from = from;
    this.to = to;
  }

  @Override
  public int compress(ByteBuffer in, int length, ByteBuffer out, int offset) {
    int first = fast.compress(in, length, out, offset);
    if (first < from * length || first >= to * length) {
      return first;
    }
    int second = thorough.compress(in, length, out, offset);
    // once more costs less than a buffer to keep the first one in
    return second <= first ? second : fast.compress(in, length, out, offset);
  }

  @Override
  public void close() {
    fast.close();
    thorough.close();
  }
}
