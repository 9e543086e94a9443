package io.holdfast.archive.tree;

import io.holdfast.archive.tar.LentBytes;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.SparseMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;

/** Writes a content into a new file. Tells trouble with the content from trouble with the file. */
final class DataWriter {
  private static final int PIECE = 1 << 20;

  private final NewFile file;
  private final LentBytes content;
  private final String directory;
  private final boolean counting;
  private long taken;

  /**
   * @param file not closed
   * @param directory for people
   * @param counting whether somebody else writes what is read
   */
  DataWriter(NewFile file, InputStream content, String directory, boolean counting) {
    this.file = file;
    this.content = LentBytes.of(content);
    this.directory = directory;
    this.counting = counting;
  }

  /**
   * Writes all of it, with holes where the entry has them.
   *
   * @throws Problem when the content is not what it should be; the file is then of no use
   * @throws IOException what the content throws, unchanged
   * @throws DestinationException when the file cannot be written
   */
  void write(Entry entry) throws Problem, IOException, DestinationException, InterruptedException {
    if (entry.sparse().isPresent()) {
      writeAround(entry.sparse().get(), entry.size());
    } else {
      copy(Long.MAX_VALUE);
    }
    // Read to its end, a content can be proven.
    if (content.lend(1) != null) {
      taken++;
    }
    if (taken != entry.dataLength()) {
      throw new Problem("its content has " + taken + " bytes instead of " + entry.dataLength());
    }
  }

  private void writeAround(SparseMap map, long size)
      throws Problem, IOException, DestinationException, InterruptedException {
    if (map.end() > size) {
      throw new Problem("it has data behind its end");
    }
    long at = 0;
    for (SparseMap.Region region : map.regions()) {
      long hole = region.offset() - at;
      toFile(() -> file.skip(hole));
      copy(region.length());
      at = region.end();
    }
    toFile(() -> file.setSize(size));
  }

  private void copy(long most) throws IOException, DestinationException, InterruptedException {
    for (long left = most; left > 0; ) {
      ByteBuffer part = content.lend((int) Math.min(left, PIECE));
      if (part == null) {
        return;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while writing a file");
      }
      left -= part.remaining();
      taken += part.remaining();
      while (!counting && part.hasRemaining()) {
        toFile(() -> file.write(part));
      }
    }
  }

  private void toFile(FileAction action) throws DestinationException, InterruptedException {
    try {
      action.run();
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      throw new InterruptedException("interrupted while writing a file");
    } catch (IOException e) {
      throw TreeWriter.cannotWrite(directory, e);
    }
  }

  /** Something that only the file can make fail. */
  @FunctionalInterface
  private interface FileAction {
    void run() throws IOException;
  }
}
