package io.holdfast.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Kinds of bytes that backups are full of, one chunk of each; the same ones each time. */
public enum Samples {
  /** Vectors: nothing repeats, but the exponents are alike. */
  FLOATS {
    @Override
    void fill(ByteBuffer chunk, Random random) {
      while (chunk.hasRemaining()) {
        chunk.putFloat((float) random.nextGaussian() / 32);
      }
    }
  },
  /** Rows of a database: much repeats. */
  PAGES {
    @Override
    void fill(ByteBuffer chunk, Random random) {
      for (int row = 0; chunk.hasRemaining(); row++) {
        chunk.putInt(740).putLong(0).putInt(row / 61).putInt(row).putInt(random.nextInt(100_000));
        for (int i = 24; i < 128; i++) {
          chunk.put((byte) ' ');
        }
      }
    }
  },
  /** Words. */
  TEXT {
    @Override
    void fill(ByteBuffer chunk, Random random) {
      String[] words = "the of and to in is that backup archive volume restore 2025".split(" ", -1);
      while (chunk.remaining() >= 8) {
        chunk.put(words[random.nextInt(words.length)].getBytes(US_ASCII)).put((byte) ' ');
      }
    }
  },
  /** What is compressed already. */
  RANDOM {
    @Override
    void fill(ByteBuffer chunk, Random random) {
      byte[] bytes = new byte[chunk.remaining()];
      random.nextBytes(bytes);
      chunk.put(bytes);
    }
  };

  public static final int LENGTH = 1 << 20;

  abstract void fill(ByteBuffer chunk, Random random);

  /** A new direct buffer of {@link #LENGTH} bytes. */
  public ByteBuffer chunk() {
    ByteBuffer chunk = ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    fill(chunk, new Random(1));
    return chunk.clear();
  }
}
