package io.holdfast.archive.internal.tree;

import io.holdfast.archive.internal.tar.LentBytes;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.SparseMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a content into a new file. Tells trouble with the content from trouble with the file. */
final class DataWriter {
  private static final int PIECE = 1 << 20;
  private static final ByteBuffer ZEROS = ByteBuffer.allocate(1 << 16).asReadOnlyBuffer();

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
    Optional<SparseMap> map = entry.sparse();
    if (map.isEmpty()) {
      copy(Long.MAX_VALUE);
    } else if (entry.omitsHoles()) {
      writeAround(map.get(), entry.size());
    } else {
      writeOver(map.get(), entry.size());
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

  /** Leaves the holes where the content really has zeros: nothing else vouches for them. */
  private void writeOver(SparseMap map, long size)
      throws IOException, DestinationException, InterruptedException {
    long at = 0;
    for (SparseMap.Region hole : map.holes(size)) {
      copy(hole.offset() - at);
      skipZeros(hole.length());
      at = hole.end();
    }
    copy(Long.MAX_VALUE);
    toFile(() -> file.setSize(taken));
  }

  private void skipZeros(long most) throws IOException, DestinationException, InterruptedException {
    for (long left = most; left > 0; ) {
      ByteBuffer part = take((int) Math.min(left, ZEROS.capacity()));
      if (part == null) {
        return;
      }
      left -= part.remaining();
      if (part.equals(ZEROS.slice(0, part.remaining()))) {
        toFile(() -> file.skip(part.remaining()));
      } else {
        write(part);
      }
    }
  }

  private void copy(long most) throws IOException, DestinationException, InterruptedException {
    for (long left = most; left > 0; ) {
      ByteBuffer part = take((int) Math.min(left, PIECE));
      if (part == null) {
        return;
      }
      left -= part.remaining();
      write(part);
    }
  }

  private @Nullable ByteBuffer take(int most) throws IOException, InterruptedException {
    ByteBuffer part = content.lend(most);
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while writing a file");
    }
    taken += part == null ? 0 : part.remaining();
    return part;
  }

  private void write(ByteBuffer part) throws DestinationException, InterruptedException {
    while (!counting && part.hasRemaining()) {
      toFile(() -> file.write(part));
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
