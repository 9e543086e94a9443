package io.holdfast.archive.internal.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.ExtendedAttributes;
import io.holdfast.core.catalog.ExtendedAttributes.Attribute;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SparseMap;
import io.holdfast.core.catalog.SparseMap.Region;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The records at the end of an archive come back as they were written, or not at all. */
final class RecordsTest {
  private static final String DIGEST = "ab".repeat(32);

  @Test
  void manifestKeepsEveryNameAndEveryField() throws Exception {
    List<ManifestEntry> written = new ArrayList<>();
    byte[] allBytes = new byte[254];
    for (int i = 0, b = 1; b < 256; b++) {
      if (b != '/') {
        allBytes[i++] = (byte) b;
      }
    }
    EntryPath odd = EntryPath.ofBytes(allBytes);
    Instant time = Instant.ofEpochSecond(-2, 5);
    Entry.Device none = Entry.Device.NONE;
    written.add(entry(EntryPath.ROOT, EntryType.DIRECTORY, 0, Optional.empty(), none));
    written.add(entry(odd, EntryType.FILE, Long.MAX_VALUE, Optional.empty(), none));
    written.add(entry(EntryPath.of("l"), EntryType.SYMLINK, 0, Optional.of(odd), none));
    written.add(entry(EntryPath.of("h"), EntryType.HARD_LINK, 0, Optional.of(odd), none));
    written.add(entry(EntryPath.of("p"), EntryType.FIFO, 0, Optional.empty(), none));
    written.add(
        entry(
            EntryPath.of("b"),
            EntryType.BLOCK_DEVICE,
            0,
            Optional.empty(),
            new Entry.Device(8, 1)));
    written.add(
        new ManifestEntry(
            new Entry(
                EntryPath.of("old"),
                EntryType.FILE,
                1,
                07777,
                4_294_967_295L,
                0,
                time,
                Optional.empty(),
                none),
            Optional.of(DIGEST)));
    try (ManifestWriter writer = new ManifestWriter()) {
      written.forEach(writer::add);
      ManifestWriter.Manifest manifest = writer.finish();
      try (InputStream text = manifest.open()) {
        byte[] bytes = text.readAllBytes();
        assertThat(bytes).hasSize((int) manifest.length());
        assertThat(read(bytes)).isEqualTo(written);
        // Cut anywhere but between lines, it is not a manifest.
        byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
        assertThatThrownBy(() -> read(cut)).isInstanceOf(ArchiveException.class);
      }
    }
  }

  private static Entry withHoles(Entry file, long... numbers) {
    List<Region> holes = new ArrayList<>();
    for (int i = 0; i < numbers.length; i += 2) {
      holes.add(new Region(numbers[i], numbers[i + 1]));
    }
    return file.with(Optional.of(SparseMap.filled(holes, file.size())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "5+",
        "+5",
        "5+0",
        "0+5,5+5",
        "0+5,3+1",
        "9+1,2+1",
        "0+5,",
        ",0+5",
        "0+11",
        "8+3",
        "0+5 ",
        "-1+5",
        "9223372036854775807+1",
        "0+5,6+9223372036854775807",
        "0+99999999999999999999"
      })
  void holesThatCannotBeAreRefused(String holes) {
    String text =
        "#mtree v2.0\n#holes="
            + holes
            + "\n./f type=file mode=0600 uid=0 gid=0 time=0.000000000 size=10"
            + " sha256digest="
            + DIGEST
            + "\n";
    byte[] manifest = text.getBytes(US_ASCII);
    assertThatThrownBy(() -> read(manifest)).isInstanceOf(ArchiveException.class);
  }

  @Test
  void onlyFilesHaveHolesAndOnlyOnce() throws Exception {
    String file = "./f type=file mode=0600 uid=0 gid=0 time=0.000000000 size=9 sha256digest=";
    String directory = "./d type=dir mode=0700 uid=0 gid=0 time=0.000000000\n";
    String line = "#holes=0+9\n";
    assertThat(read(("#mtree v2.0\n" + line + file + DIGEST + "\n").getBytes(US_ASCII))).hasSize(1);
    for (String text :
        List.of(line + directory, line + line + file + DIGEST + "\n", line + "#hardlink=./f\n")) {
      assertThatThrownBy(() -> read(("#mtree v2.0\n" + text).getBytes(US_ASCII)))
          .isInstanceOf(ArchiveException.class);
    }
  }

  @Test
  void manifestKeepsAttributesAndDigestsOfBlocks() throws Exception {
    StringBuilder bytes = new StringBuilder();
    for (char c = 0; c < 256; c++) {
      bytes.append(c);
    }
    ExtendedAttributes attributes =
        new ExtendedAttributes(
            List.of(
                new Attribute("user.a=b\n", ""),
                new Attribute("user.bytes", bytes.toString()),
                new Attribute("user.long", "\0".repeat(1 << 16))));
    Entry.Device none = Entry.Device.NONE;
    Entry file = entry(EntryPath.of("f"), EntryType.FILE, 1L << 40, Optional.empty(), none).entry();
    List<ManifestEntry> written =
        List.of(
            new ManifestEntry(file.with(attributes), Optional.of(DIGEST), true),
            new ManifestEntry(file, Optional.of(DIGEST), true),
            new ManifestEntry(file.with(attributes), Optional.of(DIGEST)),
            new ManifestEntry(file, Optional.of(DIGEST)),
            new ManifestEntry(withHoles(file, 0, 1, 2, 3), Optional.of(DIGEST)),
            new ManifestEntry(
                withHoles(file.with(attributes), 7, (1L << 40) - 7), Optional.of(DIGEST)));
    try (ManifestWriter writer = new ManifestWriter()) {
      written.forEach(writer::add);
      try (InputStream text = writer.finish().open()) {
        assertThat(read(text.readAllBytes())).isEqualTo(written);
      }
    }
  }

  @Test
  void manifestRefusesWhatItDoesNotKnow() {
    for (String line :
        List.of(
            "./a type=file colour=red\n",
            "./a type=sock\n",
            "./a type=file mode=9\n",
            "a type=file\n",
            "./a\n",
            "./a type=file time=5\n",
            "#hardlink=./b\n",
            "#other=./b\n./a type=fifo mode=00 uid=0 gid=0 time=0.000000000\n",
            "#xattr=user.a=1\n",
            "#xattr=user.a\n./a type=fifo mode=00 uid=0 gid=0 time=0.000000000\n",
            "#xattr==1\n./a type=fifo mode=00 uid=0 gid=0 time=0.000000000\n",
            "#xattr=b=1\n#xattr=a=1\n./a type=fifo mode=00 uid=0 gid=0 time=0.000000000\n",
            "#xattr=a=1\n#xattr=a=1\n./a type=fifo mode=00 uid=0 gid=0 time=0.000000000\n",
            "#hardlink=./b\n#xattr=a=1\n./a type=file mode=00 uid=0 gid=0 time=0.000000000\n",
            "#blocksha256=12\n./a type=file mode=00 uid=0 gid=0 time=0.000000000 size=1\n",
            "#blocksha256=" + DIGEST + "\n./a type=fifo mode=00 uid=0 gid=0 time=0.000000000\n",
            "#hardlink=./\\9\n./a type=file\n",
            "#hardlink=./../b\n./a type=file\n",
            "./a type=file size=1\n",
            "./a type=file size=-1 sha256digest=" + DIGEST + "\n",
            "./a type=file sha256digest=xyz\n",
            "./a type=link\n",
            "./a type=dir uid=-1\n",
            "./a type=dir uid=4294967296\n",
            "./a/../../b type=dir\n",
            "./a\\777 type=dir\n",
            "./a\\000 type=dir\n",
            "./a\\-12 type=dir\n",
            "./ type=dir\n",
            "./a\\9 type=file\n")) {
      byte[] text = (ManifestWriter.SIGNATURE + "\n" + line).getBytes(StandardCharsets.US_ASCII);
      assertThatThrownBy(() -> read(text)).as(line).isInstanceOf(ArchiveException.class);
    }
  }

  @Test
  void positionsComeBack() throws Exception {
    Random random = new Random(3);
    Positions.Builder builder = new Positions.Builder(512);
    List<Long> written = new ArrayList<>();
    long at = 512;
    for (int i = 0; i < 1000; i++) {
      written.add(at);
      builder.add(at);
      at += 512L * (1 + (i % 10 == 0 ? random.nextInt(1 << 30) : random.nextInt(200)));
    }
    Positions.Cursor cursor = new Positions.Cursor(builder.build(), 512, Long.MAX_VALUE);
    List<Long> read = new ArrayList<>();
    while (cursor.hasNext()) {
      read.add(cursor.next());
    }
    assertThat(read).isEqualTo(written);
  }

  @Test
  void positionsOutsideOfTheirSourceAreDamage() {
    byte[] endless = new byte[12];
    Arrays.fill(endless, (byte) 0xff);
    for (byte[] bytes : List.of(endless, new byte[] {-1}, new byte[] {}, new byte[] {3})) {
      assertThatThrownBy(() -> new Positions.Cursor(bytes, 512, 1024).next())
          .isInstanceOf(ArchiveException.class);
    }
  }

  @Test
  void indexComesBackAndNoByteOfItsFrameMayChange() throws Exception {
    ChunkTable chunks = new ChunkTable();
    for (int i = 0; i < 200; i++) {
      chunks.add(100 + i, 512, i * 7, digest(i));
    }
    Positions.Builder positions = new Positions.Builder(512);
    positions.add(512);
    positions.add(2048);
    Index index =
        new Index(
            chunks,
            List.of(
                new Index.Section(
                    new ArchivedSource("имя", SourceKind.VOLUME),
                    512,
                    4096,
                    8192,
                    100,
                    2,
                    new Index.Packed(positions.build()),
                    new Index.Packed(new byte[] {0, 0}))));
    byte[] bytes = index.encode();
    Index read = Index.decode(bytes);
    assertThat(read.encode()).isEqualTo(bytes);
    assertThat(read.chunks().chunkAt(0)).isZero();
    assertThat(read.chunks().chunkAt(511)).isZero();
    assertThat(read.chunks().chunkAt(512)).isEqualTo(1);
    assertThat(read.chunks().digestIs(7, digest(7))).isTrue();
    for (int length = 0; length < bytes.length; length += 97) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Index.decode(cut)).isInstanceOf(ArchiveException.class);
    }
    byte[] later = bytes.clone();
    later[7] = 3;
    assertThatThrownBy(() -> Index.decode(later)).hasMessageContaining("version 3");
  }

  @Test
  void statesComeBack() throws Exception {
    Random random = new Random(5);
    FileStates.Builder builder = new FileStates.Builder();
    List<Optional<List<Long>>> written = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      builder.addAbsent();
      if (random.nextInt(3) == 0) {
        written.add(Optional.empty());
        continue;
      }
      boolean wild = random.nextInt(10) == 0;
      long second = wild ? random.nextLong() : 1_700_000_000L + random.nextInt(1000);
      int nano = random.nextInt(1_000_000_000);
      long inode = wild ? random.nextLong() : 1000 + i;
      long device = wild ? random.nextLong() : 2049;
      builder.stateOfLast(second, nano, inode, device);
      written.add(Optional.of(List.of(second, (long) nano, inode, device)));
    }
    FileStates.Cursor cursor = new FileStates.Cursor(builder.build());
    List<Optional<List<Long>>> read = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      read.add(
          cursor.next()
              ? Optional.of(
                  List.of(cursor.second(), (long) cursor.nano(), cursor.inode(), cursor.device()))
              : Optional.empty());
    }
    assertThat(read).isEqualTo(written);
    assertThatThrownBy(cursor::next).isInstanceOf(ArchiveException.class);
  }

  @Test
  void noStateAtAllTakesNoByte() {
    FileStates.Builder builder = new FileStates.Builder();
    builder.addAbsent();
    builder.addAbsent();
    assertThat(builder.build()).isEmpty();
  }

  @Test
  void statesThatNobodyWroteAreDamage() {
    byte[] endless = new byte[12];
    Arrays.fill(endless, (byte) 0xff);
    byte[] manyNanos = {1, 0, -1, -1, -1, -1, 15, 0};
    for (byte[] bytes : List.of(endless, manyNanos, new byte[] {3}, new byte[] {1, 0})) {
      assertThatThrownBy(() -> new FileStates.Cursor(bytes).next())
          .isInstanceOf(ArchiveException.class);
    }
  }

  @Test
  void footerIsAllOrNothing() {
    Footer footer = new Footer(123_456_789_012L, 123_456_789_999L, DIGEST);
    byte[] bytes = footer.encode();
    assertThat(bytes).hasSize(Footer.LENGTH);
    assertThat(Footer.decode(bytes)).contains(footer);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 1;
      assertThat(Footer.decode(bytes)).isNotEqualTo(Optional.of(footer));
      bytes[i] ^= 1;
    }
  }

  private static List<ManifestEntry> read(byte[] text) throws ArchiveException, IOException {
    ManifestReader reader = new ManifestReader(new ByteArrayInputStream(text));
    List<ManifestEntry> entries = new ArrayList<>();
    for (Optional<ManifestEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
      entries.add(next.get());
    }
    return entries;
  }

  private static ManifestEntry entry(
      EntryPath path, EntryType type, long size, Optional<EntryPath> link, Entry.Device device) {
    Entry entry =
        new Entry(path, type, size, 0640, 1, 2, Instant.ofEpochSecond(5, 123), link, device);
    return new ManifestEntry(
        entry, type == EntryType.FILE ? Optional.of(DIGEST) : Optional.empty());
  }

  private static byte[] digest(int i) {
    byte[] digest = new byte[32];
    Arrays.fill(digest, (byte) i);
    return digest;
  }
}
