package io.holdfast.archive.internal.tree;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Content that is in memory already. Used for one file after the other; not thread-safe. */
final class HeldContent implements ReadableByteChannel {
  private final ByteBuffer held;

  /**
   * Holds nothing yet.
   *
   * @param held what lies between its position and its limit is delivered
   */
  HeldContent(ByteBuffer held) {
    this.held = held;
  }

  /** The content of what has none. */
  static ReadableByteChannel none() {
    return new HeldContent(ByteBuffer.allocate(0));
  }

  /** Goes back to the beginning of the buffer, for a content of this size. */
  HeldContent of(int size) {
    held.position(0).limit(size);
    return this;
  }

  @Override
  public int read(ByteBuffer into) {
    int count = Math.min(held.remaining(), into.remaining());
    if (count == 0 && !held.hasRemaining()) {
      return -1;
    }
    into.put(into.position(), held, held.position(), count);
    into.position(into.position() + count);
    held.position(held.position() + count);
    return count;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
