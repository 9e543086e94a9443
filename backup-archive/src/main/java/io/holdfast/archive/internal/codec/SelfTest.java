package io.holdfast.archive.internal.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;

/**
 * Holds a codec or a decoder against the JDK's before it is used. What passes may still fail on
 * some chunk: that every archive is verified with another library than wrote it finds that.
 */
final class SelfTest {
  private static final int SIZE = 48 << 10;

  /** Words, noise, and one byte over and over: what becomes blocks of every type. */
  private final ByteBuffer content = ByteBuffer.allocateDirect(SIZE);

  private final ByteBuffer packed = ByteBuffer.allocateDirect(Stored.bound(SIZE) + 8);
  private final ByteBuffer back = ByteBuffer.allocateDirect(SIZE);

  SelfTest() {
    for (int line = 0; content.position() < SIZE / 3; line++) {
      content.put(("line " + line * 7919 + " of a log that repeats itself\n").getBytes(US_ASCII));
    }
    byte[] noise = new byte[SIZE / 3];
    new Random(1).nextBytes(noise);
    content.put(noise);
  }

  /**
   * Compresses and looks at what the JDK makes of it.
   *
   * @throws IllegalStateException when it is not what was compressed
   */
  void requireTrueCodec(Supplier<ChunkCodec> codecs) {
    try (ChunkCodec codec = codecs.get();
        ChunkDecoder decoder = new JdkDecoder()) {
      for (int length : new int[] {1, 512, SIZE}) {
        int size = codec.compress(content, length, packed, 3);
        if (size < 1 || size > Stored.bound(length)) {
          throw new IllegalStateException("it says it wrote " + size + " bytes");
        }
        requireSame(decoder, 3, size, length);
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("it writes what the JDK cannot read", e);
    }
  }

  /**
   * Decompresses what the JDK compressed, whole and spoilt.
   *
   * @throws IllegalStateException when the result is not the content, or the damage not noticed
   */
  void requireTrueDecoder(Supplier<ChunkDecoder> decoders) {
    try (ChunkDecoder decoder = decoders.get();
        ChunkCodec codec = JdkCodec.plain(1)) {
      for (int length : new int[] {100, SIZE}) {
        int size = codec.compress(content, length, packed, 3);
        requireSame(decoder, 3, size, length);
        requireRefused(decoder, size - 1, length);
        requireRefused(decoder, size + 1, length);
        requireRefused(decoder, size, length - 1);
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("it cannot read what the JDK writes", e);
    }
  }

  private void requireSame(ChunkDecoder decoder, int offset, int size, int length)
      throws DataFormatException {
    back.clear();
    back.put(0, (byte) ~content.get(0)).put(length - 1, (byte) ~content.get(length - 1));
    decoder.decompress(packed, offset, size, back, length);
    if (!back.slice(0, length).equals(content.slice(0, length))) {
      throw new IllegalStateException("it does not give back what it was given");
    }
  }

  private void requireRefused(ChunkDecoder decoder, int size, int length) {
    try {
      decoder.decompress(packed, 3, size, back, length);
    } catch (DataFormatException e) {
      return;
    }
    throw new IllegalStateException("it does not notice damage");
  }
}
