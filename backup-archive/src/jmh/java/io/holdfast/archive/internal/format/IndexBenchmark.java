package io.holdfast.archive.internal.format;

import io.holdfast.archive.ShortRuns;
import io.holdfast.core.ArchiveException;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;

/** The index of an archive of 10,000 chunks, which is about 10 GB. */
public class IndexBenchmark extends ShortRuns {
  private static final int CHUNKS = 10_000;

  private final Index index = new Index(chunks(), List.of());
  private final byte[] bytes = index.encode();
  private long offset;

  private static ChunkTable chunks() {
    ChunkTable chunks = new ChunkTable();
    Random random = new Random(1);
    byte[] digest = new byte[32];
    for (int i = 0; i < CHUNKS; i++) {
      random.nextBytes(digest);
      chunks.add(500_000 + i, Index.MAX_CHUNK, i, digest);
    }
    return chunks;
  }

  @Benchmark
  public byte[] encode() {
    return index.encode();
  }

  @Benchmark
  public Index decode() throws ArchiveException {
    return Index.decode(bytes);
  }

  /** Finds the chunk of a place in the tar. */
  @Benchmark
  public int lookup() {
    offset = (offset + 7_777_777_777L) % index.chunks().tarLength();
    return index.chunks().chunkAt(offset);
  }
}
