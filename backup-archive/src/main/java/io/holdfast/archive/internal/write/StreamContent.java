package io.holdfast.archive.internal.write;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A stream as a channel that reads as much at once as the stream has. Not thread-safe. */
final class StreamContent implements ReadableByteChannel {
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];

  /**
   * Reads nothing yet.
   *
   * @param in not closed
   */
  StreamContent(InputStream in) {
    this.in = in;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int count = in.read(buffer, 0, Math.min(buffer.length, into.remaining()));
    if (count > 0) {
      into.put(buffer, 0, count);
    }
    return count;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
