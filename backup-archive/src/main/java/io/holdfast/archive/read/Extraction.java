package io.holdfast.archive.read;

import io.holdfast.archive.tree.TreeWriter;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.OpenArchive.ExtractReport;
import io.holdfast.core.catalog.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Writes entries into a directory, and the account of it. */
final class Extraction implements AutoCloseable {
  private final TreeWriter writer;
  private final ProgressListener progress;
  private final List<String> problems = new ArrayList<>();
  private long entries;
  private long bytes;

  Extraction(Path into, boolean overwrite, ProgressListener progress) {
    writer = new TreeWriter(into, overwrite);
    this.progress = progress;
  }

  /**
   * Writes one entry.
   *
   * @param sha256 hex digest that its content must have
   * @throws IOException only when {@code content} throws it
   */
  void add(Entry entry, Optional<String> sha256, InputStream content)
      throws IOException, DestinationException, InterruptedException {
    Optional<String> problem = writer.write(entry, content, sha256.map(HexFormat.of()::parseHex));
    if (problem.isPresent()) {
      problems.add(problem.get());
    } else {
      entries++;
      bytes += entry.size();
    }
    progress.advanced(entry.size());
  }

  /** Notes what was not written, for people. */
  void skip(String problem) {
    problems.add(problem);
  }

  ExtractReport finish() throws DestinationException {
    problems.addAll(writer.finish());
    return new ExtractReport(entries, bytes, problems, writer.notes());
  }

  @Override
  public void close() {
    writer.close();
  }
}
