package io.holdfast.archive.internal.codec;

import io.holdfast.archive.Samples;
import io.holdfast.archive.ShortRuns;
import io.holdfast.core.plan.Compression;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Compressing and decompressing one chunk of 1 MiB. The JDK's codec is measured with {@code
 * -jvmArgsAppend -Dholdfast.native=false}.
 */
public class CodecBenchmark extends ShortRuns {
  @Param Compression compression = Compression.FAST;
  @Param Samples sample = Samples.FLOATS;

  private final ByteBuffer out = ByteBuffer.allocateDirect(Stored.bound(Samples.LENGTH));
  private final ByteBuffer back = ByteBuffer.allocateDirect(Samples.LENGTH);
  private ByteBuffer in = back;
  private ChunkCodec codec = new StoredCodec();
  private ChunkDecoder decoder = new JdkDecoder();
  private int size;

  /** Opens what this machine and the setting choose. */
  @Setup
  public void open() {
    Encoder encoder = Codecs.encoder(compression);
    in = sample.chunk();
    codec = encoder.codecs().get();
    decoder = Codecs.decoder(encoder.libraries()).get();
    size = codec.compress(in, Samples.LENGTH, out, 0);
  }

  @TearDown
  public void close() {
    codec.close();
    decoder.close();
  }

  @Benchmark
  public int compress() {
    return codec.compress(in, Samples.LENGTH, out, 0);
  }

  @Benchmark
  public ByteBuffer decompress() throws DataFormatException {
    decoder.decompress(out, 0, size, back, Samples.LENGTH);
    return back;
  }
}
