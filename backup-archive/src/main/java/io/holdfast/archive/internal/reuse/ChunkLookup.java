package io.holdfast.archive.internal.reuse;

import io.holdfast.archive.internal.format.ChunkTable;
import java.util.Arrays;

/**
 * Finds a chunk by the digest of its content. A hash table of numbers alone, with open addressing:
 * eight to sixteen bytes a chunk, whose digests are in its {@link ChunkTable} already. Immutable.
 */
final class ChunkLookup {
  private static final int NONE = -1;

  private final ChunkTable chunks;
  private final int[] slots;

  ChunkLookup(ChunkTable chunks) {
    this.chunks = chunks;
    slots = new int[Integer.highestOneBit(Math.max(8, chunks.count())) * 4];
    Arrays.fill(slots, NONE);
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      int slot = chunks.digestPart(chunk) & (slots.length - 1);
      while (slots[slot] != NONE && !chunks.sameDigest(slots[slot], chunk)) {
        slot = (slot + 1) & (slots.length - 1);
      }
      if (slots[slot] == NONE) {
        slots[slot] = chunk;
      }
    }
  }

  /** The number of the first chunk with this content; negative when there is none. */
  int find(byte[] sha256) {
    int slot = ChunkTable.digestPart(sha256) & (slots.length - 1);
    while (slots[slot] != NONE && !chunks.digestIs(slots[slot], sha256)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slots[slot];
  }
}
