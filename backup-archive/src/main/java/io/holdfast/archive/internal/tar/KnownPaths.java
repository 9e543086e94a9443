package io.holdfast.archive.internal.tar;

import io.holdfast.core.catalog.EntryPath;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The paths that were met in a tar so far, to tell whether a hard link names one of them. Keeps 8
 * bytes of a digest of each, so that millions fit into little memory. Not thread-safe.
 */
public final class KnownPaths {
  private final MessageDigest digest;
  private long[] slots = new long[1024];
  private int count;

  /** Makes an empty set. */
  public KnownPaths() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Adds a path. */
  public void add(EntryPath path) {
    if (2 * ++count > slots.length) {
      long[] old = slots;
      slots = new long[old.length * 2];
      for (long key : old) {
        if (key != 0) {
          slots[slot(key)] = key;
        }
      }
    }
    long key = key(path);
    slots[slot(key)] = key;
  }

  /** Whether a path was added. */
  public boolean contains(EntryPath path) {
    return slots[slot(key(path))] != 0;
  }

  /** Where a key is, or would be. */
  private int slot(long key) {
    int slot = (int) key & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != key) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private long key(EntryPath path) {
    return ByteBuffer.wrap(digest.digest(path.bytes())).getLong() | 1L << 63;
  }
}
