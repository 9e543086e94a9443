package io.holdfast.archive.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import io.holdfast.core.plan.Compression;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CodecTest {
  private static final int CHUNK = 1 << 20;

  private static Stream<Supplier<ChunkCodec>> codecs() {
    Stream<Supplier<ChunkCodec>> everywhere =
        Stream.of(StoredCodec::new, () -> JdkCodec.probed(1), () -> JdkCodec.probed(9));
    if (!nativesAreDue()) {
      return everywhere;
    }
    loadNatives();
    return Stream.concat(
        everywhere,
        Stream.of(
            IsalCodec::new,
            () -> new LibdeflateCodec(1),
            () -> new LibdeflateCodec(10),
            () -> new RefinedCodec(new IsalCodec(), new LibdeflateCodec(7), 0, 0.70),
            () -> new RefinedCodec(new IsalCodec(), JdkCodec.plain(4), 0.20, 0.25)));
  }

  /** A machine for which natives are carried must use them, or this build is broken. */
  static boolean nativesAreDue() {
    return Platform.isLinux() && Platform.ARCH.equals("x86-64");
  }

  static void loadNatives() {
    Codecs.encoder(Compression.BALANCED);
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void everyDecoderGivesBackWhatACodecWasGiven(Supplier<ChunkCodec> codecs) throws Exception {
    Random random = new Random(9);
    ByteBuffer back = ByteBuffer.allocateDirect(CHUNK);
    ByteBuffer out = ByteBuffer.allocateDirect(Stored.bound(CHUNK) + 5);
    try (ChunkCodec codec = codecs.get()) {
      for (int round = 0; round < 30; round++) {
        int length = round < 5 ? CHUNK : 1 + random.nextInt(round % 2 == 0 ? CHUNK : 2000);
        byte[] content = Samples.content(round % 5, length, random);
        int size = codec.compress(Samples.direct(content), length, out, 5);
        assertThat(size).isBetween(1, Stored.bound(length));
        for (ChunkDecoder decoder : decoders()) {
          try (decoder) {
            decoder.decompress(out, 5, size, back, length);
          }
          assertThat(back.slice(0, length)).isEqualTo(ByteBuffer.wrap(content));
        }
      }
    }
  }

  private static List<ChunkDecoder> decoders() {
    return nativesAreDue()
        ? List.of(new JdkDecoder(), new JavaDecoder(), new LibdeflateDecoder())
        : List.of(new JdkDecoder(), new JavaDecoder());
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void whatCannotBeCompressedTakesAsMuchAsStored(Supplier<ChunkCodec> codecs) {
    byte[] noise = Samples.content(0, CHUNK, new Random(5));
    ByteBuffer out = ByteBuffer.allocateDirect(Stored.bound(CHUNK));
    try (ChunkCodec codec = codecs.get()) {
      assertThat(codec.compress(Samples.direct(noise), CHUNK, out, 0))
          .isLessThanOrEqualTo(Stored.bound(CHUNK));
    }
  }

  @Test
  void theProbeStoresWhatItCannotCompress() {
    byte[] noise = Samples.content(0, CHUNK, new Random(5));
    ByteBuffer out = ByteBuffer.allocateDirect(Stored.bound(CHUNK));
    try (ChunkCodec codec = JdkCodec.probed(9)) {
      assertThat(codec.compress(Samples.direct(noise), CHUNK, out, 0))
          .isEqualTo(Stored.bound(CHUNK));
    }
  }

  @Test
  void refinementTakesTheSmallerOfTwoResults() {
    byte[] text =
        "the quick brown fox ".repeat(5000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    ByteBuffer in = Samples.direct(text);
    ByteBuffer out = ByteBuffer.allocateDirect(Stored.bound(text.length));
    int one;
    try (ChunkCodec codec = JdkCodec.plain(1)) {
      one = codec.compress(in, text.length, out, 0);
    }
    int nine;
    try (ChunkCodec codec = JdkCodec.plain(9)) {
      nine = codec.compress(in, text.length, out, 0);
    }
    assertThat(nine).isLessThan(one);
    assertThat(refined(1, 9, 0, 1, in, out)).isEqualTo(nine);
    assertThat(refined(9, 1, 0, 1, in, out)).isEqualTo(nine);
    assertThat(refined(1, 9, 0.5, 1, in, out)).isEqualTo(one);
    assertThat(refined(1, 9, 0, 0.0001, in, out)).isEqualTo(one);
  }

  private static int refined(
      int fast, int thorough, double from, double to, ByteBuffer in, ByteBuffer out) {
    try (ChunkCodec codec =
        new RefinedCodec(JdkCodec.plain(fast), JdkCodec.plain(thorough), from, to)) {
      return codec.compress(in, in.capacity(), out, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void theSameChunkGivesTheSameBytesInAnyOrder(Compression compression) {
    byte[] text = Samples.content(4, 300_000, new Random(3));
    byte[] other = Samples.content(2, 300_000, new Random(4));
    ByteBuffer first = ByteBuffer.allocateDirect(Stored.bound(text.length));
    ByteBuffer second = ByteBuffer.allocateDirect(Stored.bound(text.length));
    Encoder encoder = Codecs.encoder(compression);
    try (ChunkCodec one = encoder.codecs().get();
        ChunkCodec two = encoder.codecs().get()) {
      int size = one.compress(Samples.direct(text), text.length, first, 0);
      two.compress(Samples.direct(other), other.length, second, 0);
      assertThat(two.compress(Samples.direct(text), text.length, second, 0)).isEqualTo(size);
      assertThat(first.slice(0, size)).isEqualTo(second.slice(0, size));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void positionsAreNotUsedAndNothingIsChangedOfThem(int kind) throws Exception {
    byte[] content = Samples.content(kind, 50_000, new Random(8));
    ByteBuffer in = Samples.direct(content).position(17);
    ByteBuffer out = ByteBuffer.allocateDirect(Stored.bound(50_000) + 9).position(3);
    ByteBuffer back = ByteBuffer.allocateDirect(50_000).position(5);
    List<ByteBuffer> buffers = List.of(in, out, back);
    for (Supplier<ChunkCodec> codecs : codecs().toList()) {
      try (ChunkCodec codec = codecs.get()) {
        int size = codec.compress(in, 50_000, out, 9);
        for (ChunkDecoder decoder : decoders()) {
          try (decoder) {
            decoder.decompress(out, 9, size, back, 50_000);
          }
        }
      }
      assertThat(buffers).extracting(ByteBuffer::position).containsExactly(17, 3, 5);
      assertThat(buffers)
          .extracting(ByteBuffer::limit)
          .containsExactly(50_000, out.capacity(), 50_000);
    }
    assertThat(back.clear()).isEqualTo(ByteBuffer.wrap(content));
  }

  @Test
  void nativeCodeIsKeptInsideItsBuffers() {
    assumeTrue(nativesAreDue());
    loadNatives();
    ByteBuffer small = ByteBuffer.allocateDirect(100);
    ByteBuffer heap = ByteBuffer.allocate(1000);
    try (ChunkCodec isal = new IsalCodec();
        ChunkCodec libdeflate = new LibdeflateCodec(1);
        ChunkDecoder decoder = new LibdeflateDecoder()) {
      for (ChunkCodec codec : List.of(isal, libdeflate)) {
        assertThatThrownBy(() -> codec.compress(small, 101, small, 0))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> codec.compress(small, 100, small, 0))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> codec.compress(heap, 100, heap, 0))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(() -> decoder.decompress(small, 50, 51, small, 10))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> decoder.decompress(small, 0, 50, small, 101))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void whatIsClosedIsNotUsed() {
    assumeTrue(nativesAreDue());
    loadNatives();
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    for (ChunkCodec codec : List.of(new IsalCodec(), new LibdeflateCodec(1))) {
      codec.close();
      codec.close();
      assertThatThrownBy(() -> codec.compress(buffer, 1, buffer, 0))
          .isInstanceOf(IllegalStateException.class);
    }
    ChunkDecoder decoder = new LibdeflateDecoder();
    decoder.close();
    decoder.close();
    assertThatThrownBy(() -> decoder.decompress(buffer, 0, 1, buffer, 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void storedBlocksHoldAnyLength() throws Exception {
    for (int length : new int[] {1, 65_535, 65_536, 131_070, CHUNK}) {
      byte[] content = Samples.content(0, length, new Random(length));
      ByteBuffer out = ByteBuffer.allocateDirect(Stored.bound(length));
      assertThat(Stored.encode(Samples.direct(content), length, out, 0))
          .isEqualTo(Stored.bound(length));
      byte[] stream = new byte[out.capacity()];
      out.get(0, stream);
      assertThat(Arrays.equals(Samples.inflate(stream, length), content)).isTrue();
    }
  }
}
