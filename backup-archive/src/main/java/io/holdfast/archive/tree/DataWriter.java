package io.holdfast.archive.tree;

import io.holdfast.archive.tar.LentBytes;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.SparseMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes content into new files, which only their owner can open yet. Tells trouble with the
 * content from trouble with the file.
 */
final class DataWriter {
  private static final int PIECE = 1 << 20;
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private DataWriter() {}

  /** The file could not be made; nothing was read. */
  static final class NotMade extends Exception {
    private static final long serialVersionUID = 1L;
    private final IOException reason;

    NotMade(IOException reason) {
      super(reason);
      this.reason = reason;
    }

    IOException reason() {
      return reason;
    }
  }

  /**
   * Writes a new file.
   *
   * @param entry says how long the content must be, and where holes are
   * @throws Problem when the content is not what it should be; the file is then there and of no use
   * @throws IOException what {@code content} throws, unchanged
   * @throws DestinationException when the file cannot be written
   */
  static void write(Path file, InputStream content, Entry entry)
      throws NotMade, Problem, IOException, DestinationException, InterruptedException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, NEW, PRIVATE);
    } catch (IOException e) {
      throw new NotMade(e);
    }
    long written = 0;
    long size = entry.dataLength();
    LentBytes bytes = LentBytes.of(content);
    try (Closing closing = new Closing(channel, file)) {
      if (entry.sparse().isPresent()) {
        for (SparseMap.Region region : entry.sparse().get().regions()) {
          channel.position(region.offset());
          written += copy(bytes, closing, region.length());
        }
        closing.endAt(entry.size());
      }
      written += copy(bytes, closing, Long.MAX_VALUE);
    }
    if (written != size) {
      throw new Problem("its content has " + written + " bytes instead of " + size);
    }
  }

  private static long copy(LentBytes bytes, Closing closing, long most)
      throws IOException, DestinationException, InterruptedException {
    long left = most;
    while (left > 0) {
      ByteBuffer part = bytes.lend((int) Math.min(PIECE, left));
      if (part == null) {
        break;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while writing a file");
      }
      left -= part.remaining();
      closing.write(part);
    }
    return most - left;
  }

  /** The file, whose failures are the destination's. */
  private record Closing(FileChannel channel, Path file) implements AutoCloseable {

    void write(ByteBuffer bytes) throws DestinationException, InterruptedException {
      try {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      } catch (ClosedByInterruptException e) {
        Thread.interrupted();
        throw new InterruptedException("interrupted while writing a file");
      } catch (IOException e) {
        throw failed(e);
      }
    }

    /** Makes the file longer, by a hole. */
    void endAt(long size) throws IOException, DestinationException, InterruptedException {
      if (channel.size() < size) {
        channel.position(size - 1);
        write(ByteBuffer.allocate(1));
      }
    }

    @Override
    public void close() throws DestinationException {
      try {
        channel.close();
      } catch (IOException e) {
        throw failed(e);
      }
    }

    private DestinationException failed(IOException e) {
      return TreeWriter.cannotWrite(file.toAbsolutePath().getParent(), e);
    }
  }
}
