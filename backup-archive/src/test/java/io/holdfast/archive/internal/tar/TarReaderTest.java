package io.holdfast.archive.internal.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.SparseMap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.io.IOUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TarReaderTest {
  private static final Instant TIME = Instant.parse("2025-10-24T10:25:03Z");

  static List<Entry> entries() {
    EntryPath longPath = EntryPath.of("d".repeat(120) + "/" + "f".repeat(200));
    return List.of(
        file("plain", 5, TIME),
        file("name with \n and ü and trailing blank ", 0, TIME),
        new Entry(
            EntryPath.ofBytes(new byte[] {'x', (byte) 0xff, (byte) 0xfe, 1}),
            EntryType.FILE,
            3,
            07777,
            0,
            0,
            TIME,
            Optional.empty(),
            Entry.Device.NONE),
        file("a".repeat(60) + "/" + "b".repeat(90), 1, TIME),
        file(longPath.text(), 1, TIME),
        file("big", 9_000_000_000L, TIME),
        file("nanos", 0, TIME.plusNanos(123_456_789)),
        file("before 1970", 0, Instant.parse("1969-12-31T23:59:58.250Z")),
        file("just before 1970", 0, Instant.parse("1969-12-31T23:59:59.999999999Z")),
        file("1901", 0, Instant.parse("1901-01-01T00:00:00Z")),
        file("9999", 0, Instant.parse("9999-12-31T23:59:59Z")),
        new Entry(
            EntryPath.of("owner"),
            EntryType.FILE,
            0,
            0644,
            4_294_967_294L,
            4_294_967_295L,
            TIME,
            Optional.empty(),
            Entry.Device.NONE),
        special("dir", EntryType.DIRECTORY, Optional.empty(), Entry.Device.NONE),
        special("link", EntryType.SYMLINK, Optional.of(longPath), Entry.Device.NONE),
        special("hard", EntryType.HARD_LINK, Optional.of(longPath), Entry.Device.NONE),
        special("fifo", EntryType.FIFO, Optional.empty(), Entry.Device.NONE),
        special("char", EntryType.CHARACTER_DEVICE, Optional.empty(), new Entry.Device(1, 3)),
        special("block", EntryType.BLOCK_DEVICE, Optional.empty(), new Entry.Device(259, 70000)),
        special("", EntryType.DIRECTORY, Optional.empty(), Entry.Device.NONE));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void readsWhatTheEncoderWrites(Entry entry) throws Exception {
    for (String prefix : List.of("./", "source/")) {
      byte[] header = new TarEncoder().encode(prefix, entry);
      TarReader reader = new TarReader(new ByteArrayInputStream(header));
      TarHeader read = reader.next().orElseThrow();
      assertThat(EntryNames.entry(read, prefix)).isEqualTo(entry);
      assertThat(reader.rawHeader()).isEqualTo(header);
    }
  }

  @Test
  void readsContentAndTheEnd() throws Exception {
    byte[] tar = tar(file("a", 700, TIME), file("b", 0, TIME), file("c", 3, TIME));
    TarReader reader = new TarReader(new ByteArrayInputStream(tar));
    assertThat(reader.next().orElseThrow().name()).isEqualTo("./a");
    assertThat(reader.content().readAllBytes()).hasSize(700);
    assertThat(reader.next().orElseThrow().name()).isEqualTo("./b");
    assertThat(reader.next().orElseThrow().name()).isEqualTo("./c");
    assertThat(reader.entryStart()).isEqualTo(512 + 1024 + 512);
    assertThat(reader.next()).isEmpty();
    assertThat(reader.endSeen()).isTrue();
    reader.drain();
  }

  @Test
  void seesThatTheEndIsMissing() throws Exception {
    byte[] tar = tar(file("a", 0, TIME));
    TarReader reader = new TarReader(new ByteArrayInputStream(Arrays.copyOf(tar, 512)));
    assertThat(reader.next()).isPresent();
    assertThat(reader.next()).isEmpty();
    assertThat(reader.endSeen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 511, 513, 600, 1023})
  void refusesATarThatIsCutInAnEntry(int length) throws Exception {
    byte[] tar = tar(file("a", 600, TIME));
    assertThatThrownBy(() -> readAll(Arrays.copyOf(tar, length))).isInstanceOf(EOFException.class);
  }

  @Test
  void refusesASingleZeroBlock() throws Exception {
    byte[] tar = tar(file("a", 0, TIME), file("b", 0, TIME));
    byte[] hole = tar.clone();
    Arrays.fill(hole, 512, 1024, (byte) 0);
    System.arraycopy(tar, 512, hole, 1024, 512);
    assertThatThrownBy(() -> readAll(hole)).isInstanceOf(TarFormatException.class);
  }

  @Test
  void refusesDataAfterTheEnd() throws Exception {
    byte[] tar = tar(file("a", 0, TIME));
    byte[] more = Arrays.copyOf(tar, tar.length + 512);
    System.arraycopy(tar, 0, more, tar.length, 512);
    assertThatThrownBy(() -> readAll(more)).isInstanceOf(TarFormatException.class);
  }

  @Test
  void refusesAFlippedHeaderByte() throws Exception {
    byte[] tar = tar(file("name", 0, TIME));
    for (int i = 0; i < 512; i++) {
      byte[] bad = tar.clone();
      bad[i] ^= 2;
      if (i < 148 || i >= 156) {
        assertThatThrownBy(() -> readAll(bad)).as("byte %d", i).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void refusesALinkWithContent() {
    byte[] header = TarEncoder.plain("x", 512, TIME);
    header[156] = '2';
    assertThatThrownBy(() -> readAll(signed(header))).isInstanceOf(TarFormatException.class);
  }

  @Test
  void boundsExtendedHeaders() {
    byte[] header = TarEncoder.plain("x", 1L << 33, TIME);
    header[156] = 'x';
    assertThatThrownBy(() -> readAll(signed(header)))
        .isInstanceOf(TarFormatException.class)
        .hasMessageContaining("claims");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5 a=b\n",
        "7 a=b\n",
        "6 a=b ",
        "x a=b\n",
        "6 =ab\n",
        "99999999999 a=b\n",
        "13 size=1e9\n",
        "14 mtime=9e9\n",
        "11 size=-1\n",
        "12 path=a\0b\n"
      })
  void refusesDamagedRecords(String records) {
    byte[] bytes = records.getBytes(ISO_8859_1);
    byte[] header = TarEncoder.plain("x", bytes.length, TIME);
    header[156] = 'x';
    byte[] tar = Arrays.copyOf(signed(header), 4 * 512);
    System.arraycopy(bytes, 0, tar, 512, bytes.length);
    System.arraycopy(TarEncoder.plain("x", 0, TIME), 0, tar, 1024, 512);
    assertThatThrownBy(() -> readAll(tar)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../x", "a//x", "a/./x", "..", "a/.."})
  void refusesPathsThatLeaveTheirSource(String name) throws Exception {
    byte[] header = TarEncoder.plain("./" + name, 0, TIME);
    TarHeader read = new TarReader(new ByteArrayInputStream(header)).next().orElseThrow();
    assertThatThrownBy(() -> EntryNames.entry(read, "./")).isInstanceOf(TarFormatException.class);
  }

  @Test
  void refusesATimeThatNoClockHas() {
    byte[] header = TarEncoder.plain("x", 0, TIME);
    TarUtils.formatLongOctalOrBinaryBytes(Long.MAX_VALUE / 2, header, 136, 12);
    assertThatThrownBy(() -> readAll(signed(header))).isInstanceOf(TarFormatException.class);
  }

  @Test
  void refusesASizeThatOverflows() {
    byte[] header = TarEncoder.plain("x", 0, TIME);
    TarUtils.formatLongOctalOrBinaryBytes(Long.MAX_VALUE, header, 124, 12);
    TarReader reader = new TarReader(new ByteArrayInputStream(signed(header)));
    assertThatThrownBy(
            () -> {
              reader.next();
              reader.next();
            })
        .isInstanceOf(TarFormatException.class);
  }

  @Test
  void refusesAnOwnerThatNoSystemHas() {
    byte[] header = TarEncoder.plain("x", 0, TIME);
    TarUtils.formatLongOctalOrBinaryBytes(-2, header, 108, 8);
    assertThatThrownBy(() -> readAll(signed(header))).isInstanceOf(TarFormatException.class);
  }

  @Test
  void refusesADirectoryWithContent() {
    byte[] header = TarEncoder.plain("x/", 512, TIME);
    assertThatThrownBy(() -> readAll(Arrays.copyOf(header, 4 * 512)))
        .isInstanceOf(TarFormatException.class);
  }

  @Test
  void refusesEndlessExtensions() throws Exception {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    byte[] header = TarEncoder.plain("x", 1 << 20, TIME);
    header[156] = 'L';
    for (int i = 0; i < 10; i++) {
      tar.write(signed(header));
      tar.write(new byte[1 << 20]);
    }
    assertThatThrownBy(() -> readAll(tar.toByteArray()))
        .isInstanceOf(TarFormatException.class)
        .hasMessageContaining("endless");
  }

  @Test
  void refusesTwoNamesThatDiffer() throws Exception {
    byte[] tar = tar(file("n".repeat(300), 0, TIME));
    int gnu = new String(tar, ISO_8859_1).lastIndexOf("nnn");
    for (int at = 0; at < gnu; at++) {
      if (tar[at] == 'n' && tar[at + 1] == 'n') {
        tar[at] = 'm';
        break;
      }
    }
    assertThatThrownBy(() -> readAll(tar))
        .isInstanceOf(TarFormatException.class)
        .hasMessageContaining("differ");
  }

  @Test
  void readsTheMapOfAnOldSparseFile() throws Exception {
    byte[] header = oldSparse(600);
    header[482] = 1;
    byte[] map = new byte[512];
    put(map, 0, "00000001000", 12);
    put(map, 12, "00000000130", 12);
    TarReader reader = new TarReader(new ByteArrayInputStream(oldSparse(header, map)));
    TarHeader sparse = reader.next().orElseThrow();
    assertThat(sparse.type()).isEqualTo(EntryType.FILE);
    assertThat(sparse.size()).isEqualTo(600);
    assertThat(sparse.sparse().orElseThrow().regions())
        .containsExactly(
            new SparseMap.Region(0, 8),
            new SparseMap.Region(16, 8),
            new SparseMap.Region(32, 8),
            new SparseMap.Region(48, 8),
            new SparseMap.Region(512, 88));
    assertThat(reader.content().readAllBytes()).hasSize(120);
    assertThat(reader.next().orElseThrow().name()).isEqualTo("next");
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void refusesMapsOfOldSparseFilesThatLie() throws Exception {
    byte[] goesOnBehindItsEnd = oldSparse(600);
    Arrays.fill(goesOnBehindItsEnd, 386 + 72, 386 + 96, (byte) 0);
    goesOnBehindItsEnd[482] = 1;
    byte[] half = oldSparse(600);
    half[386 + 84] = 0;
    byte[] leaves = oldSparse(50);
    byte[] overlaps = oldSparse(600);
    put(overlaps, 386 + 24, "00000000001", 12);
    byte[] otherLength = oldSparse(600);
    put(otherLength, 386 + 84, "00000000007", 12);
    for (byte[] bad : List.of(goesOnBehindItsEnd, half, leaves, overlaps, otherLength)) {
      byte[] tar = oldSparse(bad, new byte[512]);
      assertThatThrownBy(() -> readAll(tar)).isInstanceOf(TarFormatException.class);
    }
  }

  /** The header of a file with eight bytes at 0, 16, 32 and 48. */
  private static byte[] oldSparse(long size) {
    byte[] header = TarEncoder.plain("sparse", 120, TIME);
    header[156] = 'S';
    for (int i = 0; i < 4; i++) {
      put(header, 386 + 24 * i, String.format(Locale.ROOT, "%011o", 16 * i), 12);
      put(header, 386 + 24 * i + 12, "00000000010", 12);
    }
    put(header, 483, String.format(Locale.ROOT, "%011o", size), 12);
    return header;
  }

  private static byte[] oldSparse(byte[] header, byte[] map) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.write(signed(header));
    tar.write(map);
    tar.write(new byte[512]);
    tar.write(TarEncoder.plain("next", 0, TIME));
    tar.write(new byte[TarEncoder.END]);
    return tar.toByteArray();
  }

  private static void put(byte[] block, int at, String number, int length) {
    byte[] digits = number.getBytes(ISO_8859_1);
    System.arraycopy(digits, 0, block, at, Math.min(length, digits.length));
  }

  @Test
  void survivesRandomDamage() throws Exception {
    byte[] tar = tar(entries().stream().filter(e -> e.size() < 1000).toArray(Entry[]::new));
    Random random = new Random(42);
    for (int round = 0; round < 20_000; round++) {
      byte[] bad = tar.clone();
      int block = random.nextInt(bad.length / 512) * 512;
      for (int i = random.nextInt(4); i >= 0; i--) {
        bad[block + random.nextInt(512)] = (byte) random.nextInt(256);
      }
      // Half of them with a right checksum, so that the fields are looked at.
      if (random.nextBoolean()) {
        System.arraycopy(signed(Arrays.copyOfRange(bad, block, block + 512)), 0, bad, block, 512);
      }
      try {
        readAll(bad);
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotNull();
      }
    }
  }

  private static void readAll(byte[] bytes) throws IOException {
    TarReader reader = new TarReader(new ByteArrayInputStream(bytes));
    while (reader.next().isPresent()) {
      IOUtils.consume(reader.content());
    }
    reader.drain();
  }

  static byte[] signed(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    TarUtils.formatCheckSumOctalBytes(TarUtils.computeCheckSum(header), header, 148, 8);
    return header;
  }

  private static byte[] tar(Entry... entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarEncoder encoder = new TarEncoder();
    for (Entry entry : entries) {
      out.write(encoder.encode("./", entry));
      out.write(new byte[(int) entry.size() + TarEncoder.padding(entry.size())]);
    }
    out.write(new byte[TarEncoder.END]);
    return out.toByteArray();
  }

  private static Entry file(String path, long size, Instant time) {
    return new Entry(
        EntryPath.of(path),
        EntryType.FILE,
        size,
        0644,
        1000,
        1001,
        time,
        Optional.empty(),
        Entry.Device.NONE);
  }

  private static Entry special(
      String path, EntryType type, Optional<EntryPath> link, Entry.Device device) {
    return new Entry(EntryPath.of(path), type, 0, 0755, 0, 0, TIME, link, device);
  }
}
