package io.holdfast.archive.codec;

import java.util.zip.Deflater;

/**
 * {@link Deflater} with a probe: a sample of the chunk tells whether matching pays (text, pages,
 * logs), only entropy coding pays (vectors of floats: as small as at level 6, in a third of the
 * time), or nothing does (images, archives: stored).
 */
public final class JdkCodec implements ChunkCodec {
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

  /** Makes a codec for one thread. */
  public JdkCodec() {
    huffman.setStrategy(Deflater.HUFFMAN_ONLY);
  }

  @Override
  public int compress(byte[] in, int length, byte[] out, int offset) {
    double share = probe(in, length);
    if (share <= STORE_ABOVE) {
      Deflater deflater = share > HUFFMAN_ABOVE ? huffman : full;
      int limit = Stored.bound(length);
      deflater.reset();
      deflater.setInput(in, 0, length);
      deflater.finish();
      int size = deflater.deflate(out, offset, limit);
      if (deflater.finished() && size < limit) {
        return size;
      }
    }
    return Stored.encode(in, length, out, offset);
  }

  /** The compressed share of a few samples spread over the chunk. */
  private double probe(byte[] in, int length) {
    if (length <= SAMPLES * SAMPLE) {
      return 0;
    }
    long compressed = 0;
    int step = (length - SAMPLE) / (SAMPLES - 1);
    for (int i = 0; i < SAMPLES; i++) {
      probe.reset();
      probe.setInput(in, i * step, SAMPLE);
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
