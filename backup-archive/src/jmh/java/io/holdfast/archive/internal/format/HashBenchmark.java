package io.holdfast.archive.internal.format;

import io.holdfast.archive.Samples;
import io.holdfast.archive.ShortRuns;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.CRC32;
import org.openjdk.jmh.annotations.Benchmark;

/** Hashing one chunk of 1 MiB, which content and member of every chunk cost. */
public class HashBenchmark extends ShortRuns {
  private final ByteBuffer chunk = Samples.RANDOM.chunk();
  private final MessageDigest sha256 = Sha256.create();
  private final CRC32 crc = new CRC32();

  @Benchmark
  public byte[] sha256() {
    sha256.update(chunk.clear());
    return sha256.digest();
  }

  @Benchmark
  public long crc32() {
    crc.reset();
    crc.update(chunk.clear());
    return crc.getValue();
  }
}
