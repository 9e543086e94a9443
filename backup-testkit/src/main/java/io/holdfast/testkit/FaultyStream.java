package io.holdfast.testkit;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The tar of a volume with the faults that were asked for. */
final class FaultyStream extends FilterInputStream {
  private final List<ReadFault> faults;
  private long position;
  private volatile boolean ended;
  private volatile boolean closed;
  private volatile String broken = "";

  FaultyStream(byte[] tar, List<ReadFault> faults) {
    super(new ByteArrayInputStream(tar));
    this.faults = faults;
  }

  /** Whether the reader has seen the end. */
  boolean ended() {
    return ended;
  }

  /** Makes reading fail from now on, unless all was read before. */
  void breakOff(String message) {
    if (!ended) {
      broken = message;
    }
  }

  /** Why it broke off; empty if it did not. */
  String broken() {
    return broken;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    if (closed) {
      throw new IOException("the reader of this stream is closed");
    }
    if (!broken.isEmpty()) {
      throw new IOException(broken);
    }
    if (length == 0) {
      return 0;
    }
    long allowed = length;
    for (ReadFault fault : faults) {
      allowed = Math.min(allowed, allowed(fault, length));
    }
    int count = allowed < 0 ? -1 : in.read(into, at, (int) allowed);
    if (count < 0) {
      ended = true;
      return -1;
    }
    position += count;
    for (ReadFault fault : faults) {
      if (fault instanceof ReadFault.Slow slow) {
        slow.pass(count);
      }
    }
    return count;
  }

  /** Bytes that may be read before the fault is due; it is let happen when it is. -1 is the end. */
  private long allowed(ReadFault fault, long length) throws IOException {
    if (fault instanceof ReadFault.FailAfter fail) {
      if (position >= fail.bytes()) {
        throw new IOException("connection reset (made to fail after " + fail.bytes() + " bytes)");
      }
      return fail.bytes() - position;
    }
    if (fault instanceof ReadFault.EndAfter end) {
      return position >= end.bytes() ? -1 : end.bytes() - position;
    }
    if (fault instanceof ReadFault.StallAfter stall) {
      if (position < stall.bytes()) {
        return stall.bytes() - position;
      }
      await(stall);
    }
    return length;
  }

  private void await(ReadFault.StallAfter stall) throws IOException {
    try {
      while (!stall.until().await(5, TimeUnit.MILLISECONDS)) {
        if (closed) {
          throw new IOException("the reader of this stream was closed");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted while reading");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** What remains cannot be told in advance, and marks would lose the position. */
  @Override
  public int available() {
    return 0;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public long skip(long count) throws IOException {
    return readNBytes((int) Math.min(count, 8192)).length;
  }

  @Override
  public void close() {
    closed = true;
  }
}
