package io.holdfast.archive.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
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
      byte[] text = "the quick brown fox ".repeat(50_000).getBytes(UTF_8);
      assertThat(codec.compress(text, text.length, new byte[Stored.bound(text.length)], 0))
          .isLessThan(text.length / 20);
    }
  }

  @Test
  void whatCannotBeCompressedIsStored() {
    byte[] random = new byte[1 << 20];
    new Random(5).nextBytes(random);
    try (ChunkCodec codec = new JdkCodec()) {
      byte[] out = new byte[Stored.bound(random.length)];
      assertThat(codec.compress(random, random.length, out, 0))
          .isEqualTo(Stored.bound(random.length));
    }
  }

  @Test
  void aCodecThatLiesIsFoundOut() {
    ChunkCodec liar =
        new ChunkCodec() {
          @Override
          public int compress(byte[] in, int length, byte[] out, int offset) {
            byte[] other = in.clone();
            other[length / 2] ^= 1;
            return Stored.encode(other, length, out, offset);
          }

          @Override
          public void close() {}
        };
    assertThatIllegalStateException().isThrownBy(() -> Codecs.requireSound(() -> liar));
    Codecs.requireSound(JdkCodec::new);
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
      byte[] out = new byte[Stored.bound(1 << 20) + 5];
      int size = codec.compress(content, length, out, 5);
      Inflater inflater = new Inflater(true);
      inflater.setInput(out, 5, size);
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
