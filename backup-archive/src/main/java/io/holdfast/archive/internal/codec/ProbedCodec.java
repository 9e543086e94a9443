package io.holdfast.archive.internal.codec;

import java.nio.ByteBuffer;

/**
 * A slow codec behind a probe: what nothing can be done about is stored, and where only entropy
 * coding pays (vectors of floats), only that is done.
 */
final class ProbedCodec implements ChunkCodec {
  /** Above this share of the samples, a chunk is stored. */
  private static final double STORE_ABOVE = 0.97;

  /** Above this share of the samples, matching is not tried. */
  private static final double ENTROPY_ABOVE = 0.80;

  private final Probe probe;
  private final ChunkCodec entropy;
  private final ChunkCodec full;

  /**
   * Closes all three with itself.
   *
   * @param entropy for what repeats nothing
   */
  ProbedCodec(Probe probe, ChunkCodec entropy, ChunkCodec full) {
    this.probe = probe;
    this.entropy = entropy;
    this.full = full;
  }

  @Override
  public int compress(ByteBuffer in, int length, ByteBuffer out, int offset) {
    double share = probe.share(in, length);
    return share > STORE_ABOVE
        ? Stored.encode(in, length, out, offset)
        : (share > ENTROPY_ABOVE ? entropy : full).compress(in, length, out, offset);
  }

  @Override
  public void close() {
    probe.close();
    entropy.close();
    full.close();
  }
}
