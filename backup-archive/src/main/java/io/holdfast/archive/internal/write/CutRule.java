package io.holdfast.archive.internal.write;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;

/**
 * Where chunks end. Large files get chunks of their own, cut at fixed offsets, because databases
 * and indexes change in place. Small files share chunks that end before names chosen by their hash,
 * so that a new or removed file moves few of the later cuts and unchanged chunks stay equal from
 * run to run.
 */
final class CutRule {
  /** Bytes from which on a file has chunks of its own. */
  static final int LARGE = 128 << 10;

  private static final int SHORTEST = 256 << 10;
  private static final int LIKELIHOOD_MASK = 15;

  private CutRule() {}

  /** What to do about the current chunk. */
  enum Where {
    NOWHERE,
    BEFORE_HEADER,
    AROUND_CONTENT
  }

  static Where before(Entry entry, int currentLength) {
    if (entry.type() == EntryType.FILE && entry.dataLength() >= LARGE) {
      return Where.AROUND_CONTENT;
    }
    boolean chosen = (entry.path().latin1().hashCode() & LIKELIHOOD_MASK) == 0;
    return chosen && currentLength >= SHORTEST ? Where.BEFORE_HEADER : Where.NOWHERE;
  }
}
