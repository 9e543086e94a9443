package io.holdfast.archive.internal.reuse;

import io.holdfast.archive.internal.format.Index;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The tar of a predecessor, of which the chunk that was read last is in memory. Not thread-safe.
 */
final class TarWindow {
  private static final int NONE = -1;

  private final Predecessor archive;
  private @Nullable ByteBuffer content;
  private int loaded = NONE;

  TarWindow(Predecessor archive) {
    this.archive = archive;
  }

  /**
   * Copies bytes of the tar.
   *
   * @param into filled to its limit
   * @return false when they cannot be had
   */
  boolean copy(long tarOffset, ByteBuffer into) throws InterruptedException {
    long at = tarOffset;
    while (into.hasRemaining()) {
      ByteBuffer part = at(at, into.remaining());
      if (part == null) {
        return false;
      }
      at += part.remaining();
      into.put(part);
    }
    return true;
  }

  /** Bytes of the tar, at least one and at most {@code most}; null when they cannot be had. */
  @Nullable ByteBuffer at(long tarOffset, int most) throws InterruptedException {
    if (tarOffset < 0 || tarOffset >= archive.chunks().tarLength()) {
      return null;
    }
    ByteBuffer bytes = content == null ? ByteBuffer.allocateDirect(Index.MAX_CHUNK) : content;
    content = bytes;
    int chunk = archive.chunks().chunkAt(tarOffset);
    if (chunk != loaded) {
      loaded = archive.contents().load(chunk, bytes) ? chunk : NONE;
    }
    if (chunk != loaded) {
      return null;
    }
    int from = (int) (tarOffset - archive.chunks().tarOffset(chunk));
    return bytes.duplicate().position(from).limit(Math.min(bytes.limit(), from + most));
  }
}
