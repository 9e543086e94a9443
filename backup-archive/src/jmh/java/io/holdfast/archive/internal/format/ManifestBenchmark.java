package io.holdfast.archive.internal.format;

import io.holdfast.archive.Entries;
import io.holdfast.archive.ShortRuns;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** Writing and reading the manifest's line of one file. */
public class ManifestBenchmark extends ShortRuns {
  private final List<Entry> files = Entries.files();
  private byte[] text = {};

  /** Makes the manifest that is read. */
  @Setup
  public void make() throws IOException {
    try (InputStream in = write().open()) {
      text = in.readAllBytes();
    }
  }

  @Benchmark
  @OperationsPerInvocation(Entries.COUNT)
  public ManifestWriter.Manifest write() {
    try (ManifestWriter writer = new ManifestWriter()) {
      Optional<String> sha256 = Optional.of("0123456789abcdef".repeat(4));
      for (Entry file : files) {
        writer.add(new ManifestEntry(file, sha256));
      }
      return writer.finish();
    }
  }

  @Benchmark
  @OperationsPerInvocation(Entries.COUNT)
  public int read() throws ArchiveException, IOException {
    ManifestReader reader = new ManifestReader(new ByteArrayInputStream(text));
    int entries = 0;
    while (reader.next().isPresent()) {
      entries++;
    }
    return entries;
  }
}
