package io.holdfast.archive.internal.write;

import io.holdfast.archive.Entries;
import io.holdfast.archive.ShortRuns;
import io.holdfast.core.catalog.Entry;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.infra.Blackhole;

/** Deciding before one file where a chunk ends. */
public class CutRuleBenchmark extends ShortRuns {
  private final List<Entry> files = Entries.files();

  @Benchmark
  @OperationsPerInvocation(Entries.COUNT)
  public void before(Blackhole hole) {
    for (Entry file : files) {
      hole.consume(CutRule.before(file, 512 << 10));
    }
  }
}
