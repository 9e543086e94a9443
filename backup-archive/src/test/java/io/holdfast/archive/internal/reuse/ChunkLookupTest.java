package io.holdfast.archive.internal.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.Sha256;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ChunkLookupTest {
  @Test
  void findsEveryChunkAndNothingElse() {
    ChunkTable chunks = new ChunkTable();
    for (int i = 0; i < 5000; i++) {
      chunks.add(100, 512, 0, digest(i));
    }
    ChunkLookup lookup = new ChunkLookup(chunks);
    for (int i = 0; i < 5000; i++) {
      assertThat(lookup.find(digest(i))).isEqualTo(i);
      assertThat(lookup.find(digest(-1 - i))).isNegative();
    }
  }

  @Test
  void chunksOfOneContentAndDigestsThatBeginAlikeAreToldApart() {
    ChunkTable chunks = new ChunkTable();
    chunks.add(100, 512, 0, digest(1));
    chunks.add(100, 512, 0, digest(1));
    for (int i = 0; i < 30; i++) {
      chunks.add(100, 512, 0, alike(i));
    }
    ChunkLookup lookup = new ChunkLookup(chunks);
    assertThat(lookup.find(digest(1))).isZero();
    assertThat(lookup.find(alike(0))).isEqualTo(2);
    assertThat(lookup.find(alike(29))).isEqualTo(31);
    assertThat(lookup.find(alike(30))).isNegative();
  }

  @Test
  void anEmptyTableHasNothing() {
    assertThat(new ChunkLookup(new ChunkTable()).find(digest(1))).isNegative();
  }

  private static byte[] alike(int i) {
    byte[] digest = new byte[32];
    Arrays.fill(digest, (byte) 7);
    digest[31] = (byte) i;
    return digest;
  }

  private static byte[] digest(int i) {
    return Sha256.create().digest(ByteBuffer.allocate(4).putInt(i).array());
  }
}
