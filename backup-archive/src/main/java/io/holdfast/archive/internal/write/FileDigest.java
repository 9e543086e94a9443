package io.holdfast.archive.internal.write;

import io.holdfast.archive.internal.format.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of one file's content, which workers find out while the file's chunks are packed. Set
 * once, by any thread.
 */
final class FileDigest {
  private volatile byte @Nullable [] sha256;

  /** The digest of a file that has no content. */
  static FileDigest ofNothing() {
    return of(Sha256.create().digest());
  }

  /** The digest of a file whose content is known. */
  static FileDigest of(byte[] sha256) {
    FileDigest digest = new FileDigest();
    digest.set(sha256);
    return digest;
  }

  void set(byte[] found) {
    sha256 = found;
  }

  /** The 32 bytes; null until all of the file is hashed, at the latest when its chunks are out. */
  byte @Nullable [] get() {
    return sha256;
  }
}
