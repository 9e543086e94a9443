package io.holdfast.archive.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes entries into a directory with their metadata. Not thread-safe. */
public final class TreeWriter implements AutoCloseable {
  private final Path root;
  private final boolean overwrite;

  /**
   * Writes nothing yet.
   *
   * @param root made, with its parents, if it is missing
   * @param overwrite whether what stands where an entry must go is replaced
   */
  public TreeWriter(Path root, boolean overwrite) {
    this.root = root;
    this.overwrite = overwrite;
  }

  /**
   * Writes one entry. The mode and the times of directories are set by {@link #finish}.
   *
   * @param content of a file; read to its end, not closed
   * @param expectedSha256 of a file: compared before the file gets its name
   * @return what went wrong with this entry, for people; empty when nothing did
   * @throws IOException only what {@code content} throws, unchanged
   * @throws DestinationException when nothing more can be written
   */
  public Optional<String> write(Entry entry, InputStream content, Optional<byte[]> expectedSha256)
      throws IOException, DestinationException, InterruptedException {
    throw new IllegalStateException("being written: " + root + overwrite);
  }

  /**
   * Gives the directories their owners, modes and times, deepest first.
   *
   * @return what went wrong with them, for people
   */
  public List<String> finish() throws DestinationException {
    return List.of();
  }

  /** What was not kept of written entries, summed up, for people. */
  public List<String> notes() {
    return List.of();
  }

  @Override
  public void close() {}
}
