package io.holdfast.archive.internal.codec;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** The JDK's {@link Deflater}. */
final class JdkCodec implements ChunkCodec {
  private final Deflater deflater;

  private JdkCodec(int level, int strategy) {
    deflater = new Deflater(level, true);
    deflater.setStrategy(strategy);
    // A strategy takes effect with the first call, which then compresses nothing.
    deflater.deflate(new byte[1]);
  }

  /** At one of the levels 1 to 9. */
  static ChunkCodec plain(int level) {
    return new JdkCodec(level, Deflater.DEFAULT_STRATEGY);
  }

  /** At one of the levels 1 to 9, behind a probe that spares it what it is slow and poor at. */
  static ChunkCodec probed(int level) {
    return new ProbedCodec(
        new Probe(plain(Deflater.BEST_SPEED)),
        // as small as at level 6, in a third of the time
        new JdkCodec(level, Deflater.HUFFMAN_ONLY),
        plain(level));
  }

  @Override
  public int compress(ByteBuffer in, int length, ByteBuffer out, int offset) {
    int limit = Stored.bound(length);
    deflater.reset();
    deflater.setInput(in.duplicate().position(0).limit(length));
    deflater.finish();
    int size = deflater.deflate(out.duplicate().limit(offset + limit).position(offset));
    return deflater.finished() && size < limit ? size : Stored.encode(in, length, out, offset);
  }

  @Override
  public void close() {
    deflater.end();
  }
}
