package io.holdfast.archive.codec;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/**
 * {@link Deflater} with a probe: a sample of the chunk tells whether matching pays (text, pages,
 * logs), only entropy coding pays (vectors of floats: as small as at level 6, in a third of the
 * time), or nothing does (images, archives: stored).
 */
final class JdkCodec implements ChunkCodec {
  private static final int SAMPLES = 4;
  private static final int SAMPLE = 4096;

  /** Above this compressed share of the sample, a chunk is stored. */
  private static final double STORE_ABOVE = 0.97;

  /** Above this compressed share of the sample, only entropy coding is tried. */
  private static final double HUFFMAN_ABOVE = 0.80;

  private static final int LEVEL = 6;

  private final Deflater probe = new Deflater(1, true);
  private final Deflater huffman = new Deflater(LEVEL, true);
  private final Deflater full = new Deflater(LEVEL, true);
  private final byte[] scratch = new byte[SAMPLE * 2];

  JdkCodec() {
    huffman.setStrategy(Deflater.HUFFMAN_ONLY);
  }

  @Override
  public int compress(ByteBuffer in, int length, ByteBuffer out, int offset) {
    double share = probe(in, length);
    if (share <= STORE_ABOVE) {
      Deflater deflater = share > HUFFMAN_ABOVE ? huffman : full;
      int limit = Stored.bound(length);
      deflater.reset();
      deflater.setInput(in.duplicate().position(0).limit(length));
      deflater.finish();
      int size = deflater.deflate(out.duplicate().limit(offset + limit).position(offset));
      if (deflater.finished() && size < limit) {
        return size;
      }
    }
    return Stored.encode(in, length, out, offset);
  }

  /** The compressed share of a few samples spread over the chunk. */
  private double probe(ByteBuffer in, int length) {
    if (length <= SAMPLES * SAMPLE) {
      return 0;
    }
    long compressed = 0;
    int step = (length - SAMPLE) / (SAMPLES - 1);
    for (int i = 0; i < SAMPLES; i++) {
      probe.reset();
      probe.setInput(in.slice(i * step, SAMPLE));
      probe.finish();
      compressed += probe.deflate(scratch, 0, scratch.length);
    }
    return compressed / (double) (SAMPLES * SAMPLE);
  }

  @Override
  public void close() {
    probe.end();
    huffman.end();
    full.end();
  }
}
