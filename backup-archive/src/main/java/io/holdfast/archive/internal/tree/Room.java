package io.holdfast.archive.internal.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.text.ByteCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The space that a target still has. A file that does not fit is refused before its first byte is
 * written, whatever an archive claims, so that the disk is not filled up for nothing. Space is
 * asked for again whenever half of what there was is used. Not thread-safe.
 */
final class Room {
  private final Path target;
  private long allowed;

  Room(Path target) {
    this.target = target;
  }

  /**
   * Takes the space of a file.
   *
   * @throws DestinationException when there is too little
   */
  void take(long bytes) throws DestinationException {
    allowed -= bytes;
    if (allowed >= 0) {
      return;
    }
    long free;
    try {
      free = Files.getFileStore(target).getUsableSpace();
    } catch (IOException e) {
      // Then the disk itself says when it is full.
      free = Long.MAX_VALUE;
    }
    if (bytes > free) {
      throw new DestinationException(
          "cannot write into "
              + Printable.of(target.toString())
              + ": No space left for a file of "
              + ByteCount.text(bytes)
              + ", "
              + ByteCount.text(free)
              + " are free");
    }
    allowed = (free - bytes) / 2;
  }
}
