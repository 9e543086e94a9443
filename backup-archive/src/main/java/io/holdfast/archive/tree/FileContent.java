package io.holdfast.archive.tree;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * The content of a file as a stream of exactly the promised length: not more when the file grew,
 * zeros for what is missing or cannot be read. Not thread-safe.
 */
final class FileContent extends InputStream {
  private final FileChannel file;
  private final ByteBuffer buffer;
  private long left;
  private long read;
  private boolean ended;
  private boolean interrupted;
  private Optional<String> failure = Optional.empty();

  /**
   * Starts at the file's beginning.
   *
   * @param file not closed
   * @param buffer a direct buffer, used until the next content
   */
  FileContent(FileChannel file, long size, ByteBuffer buffer) {
    this.file = file;
    this.left = size;
    this.buffer = buffer.clear().limit(0);
  }

  /** How many bytes came from the file. */
  long bytesRead() {
    return read;
  }

  /** Whether the file ended before the promised length. */
  boolean isShort() {
    return ended;
  }

  /** Why reading was given up, for people. */
  Optional<String> failure() {
    return failure;
  }

  /** Whether the thread was interrupted while it waited for the file. */
  boolean wasInterrupted() {
    return interrupted;
  }

  /**
   * Reads what the file has, without zeros after it.
   *
   * @return how many bytes there were; fewer than fit when the file ended or reading failed
   */
  int readInto(byte[] into) throws InterruptedIOException {
    int count = 0;
    while (count < into.length && left > 0 && !ended && failure.isEmpty()) {
      if (!buffer.hasRemaining()) {
        fill();
      }
      int part = Math.min(buffer.remaining(), into.length - count);
      buffer.get(into, count, part);
      count += part;
      read += part;
      left -= part;
    }
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    if (!buffer.hasRemaining()) {
      fill();
    }
    int count = (int) Math.min(length, left);
    if (buffer.hasRemaining()) {
      count = Math.min(count, buffer.remaining());
      buffer.get(into, offset, count);
      read += count;
    } else {
      Arrays.fill(into, offset, offset + count, (byte) 0);
    }
    left -= count;
    return count;
  }

  @Override
  public int available() {
    return buffer.remaining();
  }

  private void fill() throws InterruptedIOException {
    if (ended || failure.isPresent()) {
      return;
    }
    buffer.clear();
    try {
      buffer.limit((int) Math.min(buffer.capacity(), left));
      ended = file.read(buffer) < 0;
    } catch (ClosedByInterruptException e) {
      interrupted = true;
      InterruptedIOException stop = new InterruptedIOException("interrupted while reading a file");
      stop.initCause(e);
      throw stop;
    } catch (IOException e) {
      failure = Optional.of(Reason.of(e));
    }
    buffer.flip();
  }
}
