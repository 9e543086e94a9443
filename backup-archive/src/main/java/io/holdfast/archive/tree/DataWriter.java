package io.holdfast.archive.tree;

import io.holdfast.archive.tar.LentBytes;
import io.holdfast.core.DestinationException;
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
   * @param size how long the content must be
   * @throws Problem when the content is not what it should be; the file is then there and of no use
   * @throws IOException what {@code content} throws, unchanged
   * @throws DestinationException when the file cannot be written
   */
  static void write(Path file, InputStream content, long size)
      throws NotMade, Problem, IOException, DestinationException, InterruptedException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, NEW, PRIVATE);
    } catch (IOException e) {
      throw new NotMade(e);
    }
    long written = 0;
    LentBytes bytes = LentBytes.of(content);
    try (Closing closing = new Closing(channel, file)) {
      for (ByteBuffer part = bytes.lend(PIECE); part != null; part = bytes.lend(PIECE)) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while writing a file");
        }
        written += part.remaining();
        closing.write(part);
      }
    }
    if (written != size) {
      throw new Problem("its content has " + written + " bytes instead of " + size);
    }
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
