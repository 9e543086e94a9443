package io.holdfast.archive.internal.read;

import io.holdfast.core.ArchiveException;
import java.io.IOException;

/** Carries an {@link ArchiveException} through a stream. */
final class DamageException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ArchiveException damage;
  private final int chunk;

  /**
   * @param chunk the damaged chunk, or -1
   */
  DamageException(ArchiveException damage, int chunk) {
    super(damage.getMessage(), damage);
    this.damage = damage;
    this.chunk = chunk;
  }

  ArchiveException damage() {
    return damage;
  }

  int chunk() {
    return chunk;
  }
}
