package io.holdfast.archive.internal.codec;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** Where direct buffers lie. */
final class NativeMemory {
  private NativeMemory() {}

  /** The address of a direct buffer's first byte; good while the buffer is reachable. */
  static long address(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException("a native library needs direct buffers");
    }
    return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
  }

  /** Refuses what would let a native library read or write outside of a buffer. */
  static void require(ByteBuffer buffer, int offset, int size) {
    if (offset < 0 || size < 0 || offset > buffer.limit() - size) {
      throw new IndexOutOfBoundsException(
          size + " bytes from " + offset + " on, in a buffer of " + buffer.limit());
    }
  }
}
