package io.holdfast.archive.internal.read;

import io.holdfast.core.ArchiveException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;

/** Tells apart what an {@link IOException} means while an archive is read. */
final class Reading {
  private Reading() {}

  /** What an exception says, which is never nothing. */
  static String message(IOException e) {
    return String.valueOf(e.getMessage());
  }

  /** To be thrown instead of {@code e}. */
  static ArchiveException failed(Path file, IOException e) throws InterruptedException {
    if (e instanceof InterruptedIOException || e instanceof ClosedByInterruptException) {
      Thread.interrupted(); // the exception carries it from here on
      throw new InterruptedException("interrupted while reading " + file);
    }
    if (e instanceof DamageException damage) {
      return new ArchiveException(file + " is damaged: " + damage.damage().getMessage(), e);
    }
    return new ArchiveException(file + " cannot be read: " + e.getMessage(), e);
  }
}
