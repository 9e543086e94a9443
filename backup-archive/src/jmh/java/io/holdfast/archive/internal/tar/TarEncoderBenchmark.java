package io.holdfast.archive.internal.tar;

import io.holdfast.archive.Entries;
import io.holdfast.archive.ShortRuns;
import io.holdfast.core.catalog.Entry;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.infra.Blackhole;

/** Making the tar header of one file. */
public class TarEncoderBenchmark extends ShortRuns {
  private final List<Entry> files = Entries.files();
  private final TarEncoder encoder = new TarEncoder();

  @Benchmark
  @OperationsPerInvocation(Entries.COUNT)
  public void encode(Blackhole hole) {
    for (Entry file : files) {
      hole.consume(encoder.encode("postgres_data/", file));
    }
  }
}
