package io.holdfast.archive.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.SparseMap;
import io.holdfast.core.catalog.SparseMap.Region;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SparseDigestTest {
  private static final int SIZE = 50_003;

  @Test
  void aDigestOfTheContentIsThatOfTheFile() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      byte[] file = new byte[SIZE];
      SparseMap map = someRegions(random, file);
      assertThat(digest(file, Optional.of(map), false, 1 + random.nextInt(9000)))
          .isEqualTo(Sha256.create().digest(file));
    }
  }

  @Test
  void aDigestOfTheBlocksDoesNotDependOnWhereTheHolesAre() {
    Random random = new Random(2);
    for (int i = 0; i < 200; i++) {
      byte[] file = new byte[SIZE];
      SparseMap map = someRegions(random, file);
      byte[] withHoles = digest(file, Optional.of(map), true, 1 + random.nextInt(9000));
      assertThat(digest(file, Optional.empty(), true, 1 + random.nextInt(9000)))
          .isEqualTo(withHoles);
      int at = random.nextInt(SIZE);
      file[at]++;
      assertThat(digest(file, Optional.empty(), true, SIZE)).isNotEqualTo(withHoles);
    }
  }

  @Test
  void whatAnArchiveCanLetOthersHashIsBoundedByItsData() {
    Entry file =
        new Entry(
            EntryPath.of("f"),
            EntryType.FILE,
            16L << 20,
            0600,
            0,
            0,
            Instant.EPOCH,
            Optional.empty(),
            Entry.Device.NONE);
    SparseMap enough = new SparseMap(List.of(new Region(4096, 1 << 20)));
    SparseMap less = new SparseMap(List.of(new Region(4096, (1 << 20) - 1)));
    assertThat(SparseDigest.isOfBlocks(file)).isFalse();
    assertThat(SparseDigest.isOfBlocks(file.with(Optional.of(enough)))).isFalse();
    assertThat(SparseDigest.isOfBlocks(file.with(Optional.of(less)))).isTrue();
    assertThat(SparseDigest.isOfBlocks(file.with(Optional.of(new SparseMap(List.of()))))).isTrue();
    SparseMap filled = SparseMap.filled(List.of(new Region(0, 16L << 20)), 16L << 20);
    assertThat(SparseDigest.isOfBlocks(file.with(Optional.of(filled)))).isFalse();
  }

  @Test
  void blocksThatTradePlacesChangeTheDigest() {
    byte[] one = new byte[8192];
    byte[] other = new byte[8192];
    one[0] = 1;
    other[4096] = 1;
    assertThat(digest(one, Optional.empty(), true, 8192))
        .isNotEqualTo(digest(other, Optional.empty(), true, 8192));
  }

  private static byte[] digest(byte[] file, Optional<SparseMap> map, boolean ofBlocks, int pieces) {
    SparseDigest digest = new SparseDigest(file.length, map, ofBlocks);
    List<Region> regions = map.map(SparseMap::regions).orElse(List.of(new Region(0, file.length)));
    ByteBuffer data = ByteBuffer.allocate(file.length);
    regions.forEach(region -> data.put(file, (int) region.offset(), (int) region.length()));
    data.flip();
    while (data.hasRemaining()) {
      int count = Math.min(pieces, data.remaining());
      digest.update(data.slice(data.position(), count));
      data.position(data.position() + count);
    }
    return digest.digest();
  }

  /** Fills some regions, in part with zeros. */
  private static SparseMap someRegions(Random random, byte[] file) {
    List<Region> regions = new ArrayList<>();
    int at = random.nextInt(2) * random.nextInt(10_000);
    while (at < SIZE) {
      int length = Math.min(SIZE - at, 1 + random.nextInt(random.nextBoolean() ? 100 : 12_000));
      for (int i = at; i < at + length; i++) {
        file[i] = (byte) (random.nextInt(3) == 0 ? 7 : 0);
      }
      regions.add(new Region(at, length));
      at += length + 1 + random.nextInt(random.nextBoolean() ? 100 : 12_000);
    }
    return new SparseMap(regions);
  }
}
