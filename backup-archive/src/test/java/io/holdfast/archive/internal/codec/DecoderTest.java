package io.holdfast.archive.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own decoder against zlib's, which must agree on everything, good and bad. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class DecoderTest {
  private static final byte CANARY = 0x5a;
  private static final int MARGIN = 64;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 6, 9})
  void readsEveryLevelAndStrategyOfZlib(int level) throws Exception {
    Random random = new Random(level);
    for (int strategy :
        new int[] {Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY}) {
      for (int round = 0; round < 40; round++) {
        int length = 1 + random.nextInt(round < 5 ? 1 << 20 : 1 << (1 + random.nextInt(16)));
        byte[] content = Samples.content(round % 5, length, random);
        byte[] stream = deflate(content, level, strategy);
        assertThat(Arrays.equals(java(stream, length), content)).isTrue();
      }
    }
  }

  @Test
  void readsStreamsOfManyFlushedBlocks() throws Exception {
    byte[] content = Samples.content(4, 200_000, new Random(2));
    Deflater deflater = new Deflater(6, true);
    byte[] stream = new byte[400_000];
    int at = 0;
    for (int done = 0; done < content.length; done += 1000) {
      deflater.setInput(content, done, 1000);
      at +=
          deflater.deflate(
              stream,
              at,
              stream.length - at,
              done % 3000 == 0 ? Deflater.FULL_FLUSH : Deflater.SYNC_FLUSH);
    }
    deflater.finish();
    at += deflater.deflate(stream, at, stream.length - at);
    deflater.end();
    assertThat(Arrays.equals(java(Arrays.copyOf(stream, at), content.length), content)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithZlibOnDamage(long seed) {
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 2500; round++) {
      int length = 1 + random.nextInt(1 << (4 + random.nextInt(9)));
      byte[] content = Samples.content(random.nextInt(5), length, random);
      byte[] stream =
          deflate(
              content,
              random.nextInt(10),
              random.nextInt(4) == 0 ? Deflater.HUFFMAN_ONLY : Deflater.DEFAULT_STRATEGY);
      byte[] spoilt = spoil(stream, random);
      int wanted = random.nextInt(8) == 0 ? length + random.nextInt(3) - 1 : length;
      refused += agree(spoilt, Math.max(1, wanted));
    }
    assertThat(refused).isGreaterThan(500);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void agreesWithZlibOnNoise(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[1 + random.nextInt(200)];
      random.nextBytes(noise);
      // the last block, with codes of its own, half of the time
      if (round % 2 == 0) {
        noise[0] = (byte) ((noise[0] & ~7) | 5);
      }
      agree(noise, 1 + random.nextInt(500));
    }
  }

  /** Bits as RFC 1951 packs them, lowest first; a space separates fields. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a block of no known type               | 1 11",
        "a stored block with a wrong length     | 1 00 00000 1000000000000000 1111111111111111",
        "287 literals                           | 1 01 01111 00000 0000",
        "31 distances                           | 1 01 00000 01111 0000",
        "too many code lengths of one bit       | 1 01 00000 00000 0000 100 100 100 000",
        "a code of code lengths with a gap      | 1 01 00000 00000 0000 100 000 000 000",
        "a code length repeated before any      | 1 01 00000 00000 0000 100 000 000 100 0 00",
        "the fixed code's symbol 286            | 1 10 11000110",
        "the fixed code's distance 30           | 1 10 00110000 0000001 11110",
        "a distance before the beginning        | 1 10 00110000 0000001 00001",
        "the end in the middle of a code        | 1 10 0011",
      })
  void refusesWithZlib(String what, String fields) {
    byte[] stream = bits(fields.replace(" ", ""));
    assertThat(Samples.inflate(stream, 4)).as(what).isNull();
    assertThatThrownBy(() -> java(stream, 4)).isInstanceOf(DataFormatException.class);
  }

  @Test
  void saysWhenContentHasAnotherLengthThanExpected() throws Exception {
    byte[] stream = deflate(new byte[100], 6, Deflater.DEFAULT_STRATEGY);
    assertThat(java(stream, 100)).containsOnly(0);
    assertThatThrownBy(() -> java(stream, 99)).hasMessageContaining("more than the 99 bytes");
    assertThatThrownBy(() -> java(stream, 101)).hasMessageContaining("the 101 bytes");
    byte[] longer = Arrays.copyOf(stream, stream.length + 1);
    assertThatThrownBy(() -> java(longer, 100)).hasMessage("bytes follow its end");
  }

  @Test
  void isReusedAfterAFailure() throws Exception {
    byte[] content = Samples.content(4, 5000, new Random(1));
    ByteBuffer stream = Samples.direct(deflate(content, 6, Deflater.DEFAULT_STRATEGY));
    ByteBuffer back = ByteBuffer.allocateDirect(6000);
    try (ChunkDecoder decoder = new JavaDecoder()) {
      for (int cut = 1; cut < 200; cut++) {
        int size = stream.capacity() - cut;
        assertThatThrownBy(() -> decoder.decompress(stream, 0, size, back, 5000))
            .isInstanceOf(DataFormatException.class);
      }
      decoder.decompress(stream, 0, stream.capacity(), back, 5000);
    }
    assertThat(back.slice(0, 5000)).isEqualTo(ByteBuffer.wrap(content));
  }

  /** 1 when both refuse it, 0 when both give the same content. */
  private static int agree(byte[] stream, int length) {
    byte[] zlib = Samples.inflate(stream, length);
    byte @Nullable [] ours;
    try {
      ours = java(stream, length);
    } catch (DataFormatException e) {
      ours = null;
    }
    if (!Arrays.equals(zlib, ours)) {
      fail("zlib %s, ours %s: %s", zlib != null, ours != null, Arrays.toString(stream));
    }
    return ours == null ? 1 : 0;
  }

  /** Decodes between other bytes, and sees that none of them is used or changed. */
  private static byte[] java(byte[] stream, int length) throws DataFormatException {
    ByteBuffer in = ByteBuffer.allocateDirect(stream.length + 2 * MARGIN);
    for (int i = 0; i < in.capacity(); i++) {
      in.put(i, (byte) (i * 31));
    }
    in.put(MARGIN, stream);
    byte[] canaries = new byte[length + MARGIN];
    Arrays.fill(canaries, CANARY);
    ByteBuffer out = Samples.direct(canaries);
    try (ChunkDecoder decoder = new JavaDecoder()) {
      decoder.decompress(in, MARGIN, stream.length, out, length);
    } finally {
      for (int i = length; i < canaries.length; i++) {
        assertThat(out.get(i)).isEqualTo(CANARY);
      }
    }
    byte[] back = new byte[length];
    out.get(0, back);
    return back;
  }

  private static byte[] spoil(byte[] stream, Random random) {
    byte[] spoilt = stream.clone();
    int first = Math.min(spoilt.length, random.nextBoolean() ? 80 : spoilt.length);
    switch (random.nextInt(5)) {
      case 0 -> spoilt[random.nextInt(first)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        for (int i = 0; i < 4; i++) {
          spoilt[random.nextInt(first)] = (byte) random.nextInt();
        }
      }
      case 2 -> spoilt = Arrays.copyOf(spoilt, 1 + random.nextInt(spoilt.length));
      case 3 -> spoilt = Arrays.copyOf(spoilt, spoilt.length + 1 + random.nextInt(9));
      default -> {
        int from = random.nextInt(spoilt.length);
        System.arraycopy(stream, from, spoilt, random.nextInt(from + 1), spoilt.length - from);
      }
    }
    return spoilt;
  }

  private static byte[] deflate(byte[] content, int level, int strategy) {
    Deflater deflater = new Deflater(level, true);
    deflater.setStrategy(strategy);
    deflater.setInput(content);
    deflater.finish();
    byte[] out = new byte[content.length + content.length / 8 + 100];
    int size = 0;
    while (!deflater.finished()) {
      size += deflater.deflate(out, size, out.length - size); // the first call may do nothing
    }
    deflater.end();
    return Arrays.copyOf(out, size);
  }

  /** The first bit is the lowest of the first byte; zeros follow. */
  private static byte[] bits(String bits) {
    byte[] stream = new byte[bits.length() / 8 + 8];
    for (int i = 0; i < bits.length(); i++) {
      stream[i / 8] |= (byte) ((bits.charAt(i) - '0') << i % 8);
    }
    return stream;
  }
}
