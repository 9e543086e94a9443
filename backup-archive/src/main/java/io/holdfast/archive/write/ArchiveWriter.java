package io.holdfast.archive.write;

import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import java.nio.channels.FileChannel;
import java.time.Instant;

/** Writes one archive into an open file. */
public final class ArchiveWriter implements AutoCloseable {

  /**
   * @param out empty, open for reading and writing, not closed by the writer
   * @param start of the run
   */
  public ArchiveWriter(FileChannel out, Instant start) {}

  public AppendSummary append(
      String name, SourceKind kind, SourceContent content, ProgressListener progress)
      throws SourceException, DestinationException, InterruptedException {
    throw new IllegalStateException("being written");
  }

  public void rollback() throws DestinationException, InterruptedException {
    throw new IllegalStateException("being written");
  }

  public void finish(ArchiveInfo info) throws DestinationException, InterruptedException {
    throw new IllegalStateException("being written");
  }

  @Override
  public void close() {}
}
