package io.holdfast.archive.internal.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Contents of many kinds, and what zlib says to them. */
final class Samples {
  private Samples() {}

  static byte[] content(int kind, int length, Random random) {
    byte[] content = new byte[length];
    switch (kind) {
      case 0 -> random.nextBytes(content);
      case 1 -> Arrays.fill(content, (byte) random.nextInt());
      case 2 -> {
        for (int i = 0; i < length; i++) {
          content[i] = (byte) (random.nextInt(8) * random.nextInt(8));
        }
      }
      case 3 -> {
        for (int i = 0; i < length; i++) {
          content[i] = (byte) (i / 7 % 251);
        }
      }
      default -> {
        // pieces of itself from all distances, so that every length and distance occurs
        random.nextBytes(content);
        int at = 300;
        while (at < length - 300) {
          int run = 3 + random.nextInt(256);
          int distance = 1 + random.nextInt(Math.min(at, 1 << random.nextInt(16)));
          for (int i = 0; i < run; i++, at++) {
            content[at] = content[at - distance];
          }
          at += random.nextInt(20);
        }
      }
    }
    return content;
  }

  static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
  }

  /** The one stream that fills {@code stream}, or null where zlib refuses it. */
  static byte @org.jspecify.annotations.Nullable [] inflate(byte[] stream, int length) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(stream);
      byte[] back = new byte[length];
      boolean good =
          inflater.inflate(back) == length
              && inflater.inflate(new byte[1]) == 0
              && inflater.finished()
              && inflater.getRemaining() == 0;
      return good ? back : null;
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }
}
