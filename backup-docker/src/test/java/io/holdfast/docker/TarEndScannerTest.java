package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TarEndScannerTest {
  private static TarEndScanner scan(byte[] tar, int length) {
    TarEndScanner scanner = new TarEndScanner();
    scanner.accept(tar, 0, length);
    return scanner;
  }

  /** Every kind of header there is, in one of the dialects. */
  private static byte[] rich(int bigNumbers, int longNames) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512, "UTF-8")) {
      tar.setBigNumberMode(bigNumbers);
      tar.setLongFileMode(longNames);
      put(tar, new TarArchiveEntry("./", TarConstants.LF_DIR), 0);
      put(tar, new TarArchiveEntry("./a"), 513);
      TarArchiveEntry owned = new TarArchiveEntry("./" + "long".repeat(60));
      owned.setIds(4_000_000, 4_000_000);
      put(tar, owned, 1024);
      put(tar, new TarArchiveEntry("./fifo", TarConstants.LF_FIFO), 0);
      TarArchiveEntry link = new TarArchiveEntry("./link", TarConstants.LF_LINK);
      link.setLinkName("./" + "long".repeat(60));
      put(tar, link, 0);
      put(tar, new TarArchiveEntry("./last"), 1);
    }
    return bytes.toByteArray();
  }

  private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, int size)
      throws IOException {
    entry.setSize(size);
    tar.putArchiveEntry(entry);
    tar.write(new byte[size]);
    tar.closeArchiveEntry();
  }

  @ParameterizedTest
  @CsvSource({"1,2", "2,3"})
  void everyDialectIsCompleteAtItsEndAndNowhereBefore(int bigNumbers, int longNames)
      throws IOException {
    byte[] tar = rich(bigNumbers, longNames);
    for (int cut = 0; cut < tar.length; cut++) {
      assertThat(scan(tar, cut).isComplete()).as("cut at %d of %d", cut, tar.length).isFalse();
    }
    TarEndScanner whole = scan(tar, tar.length);
    assertThat(whole.isComplete()).as(whole.describeEnd()).isTrue();
    assertThat(whole.entries()).isEqualTo(6);
  }

  @Test
  void piecesMayHaveAnyLength() throws IOException {
    byte[] tar = rich(2, 3);
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      TarEndScanner scanner = new TarEndScanner();
      int at = 0;
      while (at < tar.length) {
        int step = Math.min(tar.length - at, 1 + random.nextInt(1500));
        scanner.accept(tar, at, step);
        at += step;
      }
      assertThat(scanner.isComplete()).isTrue();
    }
  }

  @Test
  void theSizeInAPaxRecordWins() throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    byte[] records = "12 size=600\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    tar.write(header("x", 'x', records.length));
    tar.write(Arrays.copyOf(records, 512));
    tar.write(header("./big", '0', 0));
    tar.write(new byte[1024]);
    tar.write(new byte[1024]);
    TarEndScanner scanner = scan(tar.toByteArray(), tar.size());
    assertThat(scanner.isComplete()).as(scanner.describeEnd()).isTrue();
    assertThat(scan(tar.toByteArray(), tar.size() - 1024).isComplete()).isFalse();
  }

  @Test
  void tapePaddingIsPartOfTheEnd() throws IOException {
    byte[] tar = TarEntries.of(Map.of("a", "a"));
    assertThat(scan(Arrays.copyOf(tar, tar.length + 10240), tar.length + 10240).isComplete())
        .isTrue();
  }

  @Test
  void saysWhereItEnds() throws IOException {
    byte[] tar = TarEntries.of(new TreeMap<>(Map.of("a", "x".repeat(3000), "b", "b")));
    assertThat(scan(tar, 0).describeEnd()).isEqualTo("before the first entry");
    assertThat(scan(tar, 512).describeEnd()).isEqualTo("after './'");
    assertThat(scan(tar, 2000).describeEnd()).isEqualTo("in the middle of './a'");
  }

  @Test
  void nothingButTheEndIsNotEnough() {
    assertThat(scan(new byte[10240], 10240).isComplete()).isFalse();
  }

  @Test
  void damageIsNotTakenForAnEnd() throws IOException {
    byte[] tar = TarEntries.of(Map.of("a", "a"));
    byte[] flipped = tar.clone();
    flipped[512 + 5] ^= 1;
    assertThat(scan(flipped, flipped.length).isComplete()).isFalse();
    assertThat(scan(flipped, flipped.length).describeEnd())
        .isEqualTo("with a damaged header after './'");
    byte[] more = Arrays.copyOf(tar, tar.length + 512);
    more[tar.length + 3] = 1;
    assertThat(scan(more, more.length).describeEnd()).startsWith("with something after its end");
  }

  @Test
  void numbersInAllNotations() {
    assertThat(
            TarNumber.read(
                "00000000144\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 12))
        .isEqualTo(100);
    assertThat(
            TarNumber.read(
                "  144 \0     ".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 12))
        .isEqualTo(100);
    byte[] large = {(byte) 0x80, 0, 0, 0, 0, 0, 0, 2, 0x40, 0, 0, 1};
    assertThat(TarNumber.read(large, 0, 12)).isEqualTo((2L << 32) + (0x40L << 24) + 1);
    byte[] negative = new byte[12];
    Arrays.fill(negative, (byte) 0xff);
    assertThat(TarNumber.read(negative, 0, 12)).isEqualTo(-1);
    assertThat(
            TarNumber.read(
                "12x         ".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 12))
        .isEqualTo(-1);
    assertThat(TarNumber.decimal("99999999999999999999")).isEqualTo(-1);
    assertThat(TarNumber.decimal("-1")).isEqualTo(-1);
  }

  private static byte[] header(String name, char type, long size) {
    TarArchiveEntry entry = new TarArchiveEntry(name, (byte) type);
    entry.setSize(size);
    byte[] block = new byte[512];
    entry.writeEntryHeader(block);
    return block;
  }
}
