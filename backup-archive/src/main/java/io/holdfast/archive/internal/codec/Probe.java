package io.holdfast.archive.internal.codec;

import java.nio.ByteBuffer;

/** Samples of a chunk, compressed fast, tell how much of it compression would leave. */
final class Probe implements AutoCloseable {
  private static final int SAMPLES = 4;
  private static final int SAMPLE = 4096;

  private final ChunkCodec codec;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(Stored.bound(SAMPLE));

  /** Closes the codec with itself. */
  Probe(ChunkCodec codec) {
    this.codec = codec;
  }

  /** The share that is left of a few samples spread over the chunk; 0 for a small chunk. */
  double share(ByteBuffer in, int length) {
    if (length <= SAMPLES * SAMPLE) {
      return 0;
    }
    long compressed = 0;
    int step = (length - SAMPLE) / (SAMPLES - 1);
    for (int i = 0; i < SAMPLES; i++) {
      compressed += codec.compress(in.slice(i * step, SAMPLE), SAMPLE, scratch, 0);
    }
    return compressed / (double) (SAMPLES * SAMPLE);
  }

  @Override
  public void close() {
    codec.close();
  }
}
