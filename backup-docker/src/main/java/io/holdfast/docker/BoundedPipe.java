package io.holdfast.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands bytes from one thread to another and holds the faster one back. Each side learns how the
 * other one ended. One thread writes, another reads. Waiting is cut short by an interrupt, which is
 * kept and reported as {@link InterruptedIOException}.
 */
final class BoundedPipe {
  private static final int CAPACITY = 1 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final byte[] ring = new byte[CAPACITY];
  private final Duration readLimit;
  private final Duration writeLimit;
  private final String stalled;
  private int start;
  private int filled;
  private boolean ended;
  private @Nullable IOException writerFailure;
  private @Nullable IOException readerFailure;

  /**
   * @param readLimit the longest wait for the next byte
   * @param writeLimit the longest wait for room
   * @param stalled what to say when a limit is reached
   */
  BoundedPipe(Duration readLimit, Duration writeLimit, String stalled) {
    this.readLimit = readLimit;
    this.writeLimit = writeLimit;
    this.stalled = stalled;
  }

  /** The other side did nothing for too long. */
  static final class StallException extends IOException {
    private static final long serialVersionUID = 1L;

    StallException(String message) {
      super(message);
    }
  }

  /** Turns what a stream says of an interrupt into what a method says, and clears the flag. */
  static InterruptedException interruption(InterruptedIOException e) {
    Thread.interrupted();
    InterruptedException interruption = new InterruptedException("interrupted");
    interruption.initCause(e);
    return interruption;
  }

  /** Where to read. Closing it makes writing fail. */
  InputStream source() {
    return new Source();
  }

  /** Where to write. Closing it does nothing: only {@link #end()} says that all was written. */
  OutputStream sink() {
    return new Sink();
  }

  /** Says that everything was written. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Makes reading fail, once what was written before is read. */
  void failReader(IOException failure) {
    lock.lock();
    try {
      if (writerFailure == null && !ended) {
        writerFailure = failure;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Makes writing fail. */
  void failWriter(IOException failure) {
    lock.lock();
    try {
      if (readerFailure == null) {
        readerFailure = failure;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }

  /** The same failure may be met by two threads: each gets an exception of its own. */
  private static IOException again(IOException failure) {
    return new IOException(failure.getMessage(), failure);
  }

  private int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    try {
      return awaitFilled() ? take(buffer, offset, length) : -1;
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for something to read; false when nothing will come. */
  private boolean awaitFilled() throws IOException, InterruptedException {
    long left = readLimit.toNanos();
    while (filled == 0) {
      if (readerFailure != null) {
        throw again(readerFailure);
      }
      if (writerFailure != null) {
        throw again(writerFailure);
      }
      if (ended) {
        return false;
      }
      if (left <= 0) {
        StallException stall = new StallException(stalled);
        // whoever asks again need not wait again
        writerFailure = stall;
        throw stall;
      }
      left = changed.awaitNanos(left);
    }
    return true;
  }

  private int take(byte[] buffer, int offset, int length) {
    int count = Math.min(length, filled);
    int first = Math.min(count, CAPACITY - start);
    System.arraycopy(ring, start, buffer, offset, first);
    System.arraycopy(ring, 0, buffer, offset + first, count - first);
    start = (start + count) % CAPACITY;
    filled -= count;
    changed.signalAll();
    return count;
  }

  private void write(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    int done = 0;
    while (done < length) {
      try {
        lock.lockInterruptibly();
      } catch (InterruptedException e) {
        throw interrupted();
      }
      try {
        awaitRoom();
        done += put(buffer, offset + done, length - done);
      } catch (InterruptedException e) {
        throw interrupted();
      } finally {
        lock.unlock();
      }
    }
  }

  private void awaitRoom() throws IOException, InterruptedException {
    long left = writeLimit.toNanos();
    while (filled == CAPACITY && readerFailure == null) {
      if (left <= 0) {
        throw new StallException(stalled);
      }
      left = changed.awaitNanos(left);
    }
    if (readerFailure != null) {
      throw again(readerFailure);
    }
  }

  private int put(byte[] buffer, int offset, int length) {
    int count = Math.min(length, CAPACITY - filled);
    int end = (start + filled) % CAPACITY;
    int first = Math.min(count, CAPACITY - end);
    System.arraycopy(buffer, offset, ring, end, first);
    System.arraycopy(buffer, offset + first, ring, 0, count - first);
    filled += count;
    changed.signalAll();
    return count;
  }

  private final class Source extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return BoundedPipe.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return BoundedPipe.this.read(buffer, offset, length);
    }

    @Override
    public int available() {
      lock.lock();
      try {
        return filled;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      failWriter(new IOException("the reader has closed"));
    }
  }

  private final class Sink extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      BoundedPipe.this.write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      BoundedPipe.this.write(buffer, offset, length);
    }
  }
}
