package io.holdfast.archive.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

final class CodecTest {
  @Test
  void theJdksGivesBackEverything() throws Exception {
    try (ChunkCodec codec = new JdkCodec()) {
      assertGivesBackEverything(codec);
    }
  }

  @Test
  void isalGivesBackEverything() throws Exception {
    assumeTrue(Platform.isLinux() && Platform.is64Bit() && Platform.isIntel());
    try (ChunkCodec codec = IsalCodec.load().get()) {
      assertGivesBackEverything(codec);
      ByteBuffer text = direct("the quick brown fox ".repeat(50_000).getBytes(UTF_8));
      assertThat(codec.compress(text, text.capacity(), out(text.capacity()), 0))
          .isLessThan(text.capacity() / 20);
    }
  }

  @Test
  void whatCannotBeCompressedIsStored() {
    byte[] random = new byte[1 << 20];
    new Random(5).nextBytes(random);
    try (ChunkCodec codec = new JdkCodec()) {
      assertThat(codec.compress(direct(random), random.length, out(random.length), 0))
          .isEqualTo(Stored.bound(random.length));
    }
  }

  @Test
  void aCodecThatLiesIsFoundOut() {
    ChunkCodec liar =
        new ChunkCodec() {
          @Override
          public int compress(ByteBuffer in, int length, ByteBuffer out, int offset) {
            ByteBuffer other = ByteBuffer.allocateDirect(length).put(0, in, 0, length);
            other.put(length / 2, (byte) (other.get(length / 2) ^ 1));
            return Stored.encode(other, length, out, offset);
          }

          @Override
          public void close() {}
        };
    assertThatIllegalStateException().isThrownBy(() -> Codecs.requireSound(() -> liar));
    Codecs.requireSound(JdkCodec::new);
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
  }

  private static ByteBuffer out(int length) {
    return ByteBuffer.allocateDirect(Stored.bound(length));
  }

  private static void assertGivesBackEverything(ChunkCodec codec) throws Exception {
    Random random = new Random(9);
    byte[] content = new byte[1 << 20];
    for (int round = 0; round < 60; round++) {
      int length = round == 0 ? 1 << 20 : 1 + random.nextInt(round % 2 == 0 ? 1 << 20 : 2000);
      switch (round % 4) {
        case 0 -> random.nextBytes(content);
        case 1 -> Arrays.fill(content, (byte) round);
        case 2 -> {
          for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (random.nextInt(8) * random.nextInt(8));
          }
        }
        default -> {
          for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i / 7 % 251);
          }
        }
      }
      ByteBuffer out = out((1 << 20) + 5);
      int size = codec.compress(direct(content), length, out, 5);
      Inflater inflater = new Inflater(true);
      inflater.setInput(out.slice(5, size));
      byte[] back = new byte[length];
      assertThat(inflater.inflate(back)).isEqualTo(length);
      assertThat(inflater.inflate(new byte[1])).isZero();
      assertThat(inflater.finished()).isTrue();
      assertThat(inflater.getRemaining()).isZero();
      inflater.end();
      assertThat(Arrays.equals(content, 0, length, back, 0, length)).isTrue();
    }
  }
}
