package io.holdfast.archive.internal.read;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.holdfast.archive.FuzzSample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An archive to be changed, and a directory for what comes of it. */
final class Sample {
  private final byte[] archive;
  private final Path home;

  private Sample(byte[] archive, Path home) {
    this.archive = archive;
    this.home = home;
  }

  /** Whose directory is deleted when the process ends by itself. */
  static Sample make() {
    try {
      Sample sample = new Sample(FuzzSample.archive(), Files.createTempDirectory("holdfast-fuzz"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(sample.home())));
      return sample;
    } catch (Exception e) {
      throw new IllegalStateException("the sample cannot be made", e);
    }
  }

  byte[] archive() {
    return archive;
  }

  Path home() {
    return home;
  }

  /** An input whose first byte says what the others are. */
  static byte[] input(int kind, byte[] part) {
    byte[] input = new byte[1 + part.length];
    input[0] = (byte) kind;
    System.arraycopy(part, 0, input, 1, part.length);
    return input;
  }

  static void delete(Path tree) {
    try {
      if (Files.exists(tree)) {
        MoreFiles.deleteRecursively(tree, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
