package io.holdfast.archive.internal.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.archive.StockTools;
import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.Index.Section;
import io.holdfast.archive.internal.format.Positions;
import io.holdfast.archive.internal.tar.TarHeader;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.DamagedArchive.Loss;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.plan.Selection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is whole of a damaged archive is restored, nothing else is, and what is lost is told. */
@Timeout(120)
final class SalvageTest {
  /** Has a chunk of its own. */
  private static final int LARGE = 140_000;

  /** Has two. */
  private static final int LARGEST = 1_200_000;

  @TempDir Path temp;
  private byte[] good = {};
  private Layout layout = new Layout(new ChunkTable(), List.of());

  /** What stands in each source: names with what a tar says of them. */
  private Map<String, String> all = Map.of();

  /** Where the chunks and the entries of an archive are. */
  private record Layout(ChunkTable chunks, List<Place> places) {
    /** The names of entries that have no part, nor a part of their link's target, in a range. */
    Set<String> outside(long start, long end) {
      Set<String> names = new HashSet<>();
      places.stream().filter(p -> p.end <= start || p.start >= end).forEach(p -> names.add(p.name));
      places.stream()
          .filter(p -> !p.target.isEmpty() && !names.contains(p.target))
          .forEach(p -> names.remove(p.name));
      return names;
    }
  }

  private record Place(String name, String target, long start, long end) {}

  @BeforeEach
  void makeAnArchive() throws Exception {
    make(LARGE);
  }

  private void make(int large) throws Exception {
    Path first = tree(Files.createTempDirectory(temp, "first"), "one", large);
    Path second = tree(Files.createTempDirectory(temp, "second"), "two", large);
    Path file = temp.resolve("good-" + large + ".tar.gz");
    try (ArchiveFixture archive = new ArchiveFixture(file)) {
      archive
          .directory("dir", first)
          .volume("vol", StockTools.tarOf(second).getInputStream(), Selection.EVERYTHING)
          .finish();
    }
    good = Files.readAllBytes(file);
    layout = layoutOf(file);
    all = salvage(good).files;
    assertThat(all).hasSize(14);
    assertThat(all.keySet()).isEqualTo(layout.outside(0, 0));
  }

  private static Path tree(Path root, String text, int large) throws IOException {
    Files.createDirectories(root.resolve("sub"));
    Files.writeString(root.resolve("a"), text.repeat(30));
    byte[] bytes = new byte[large];
    Arrays.fill(bytes, (byte) text.charAt(0));
    Files.write(root.resolve("large"), bytes);
    Files.createLink(root.resolve("link"), root.resolve("a"));
    Files.createSymbolicLink(root.resolve("soft"), Path.of("a"));
    Files.writeString(root.resolve("sub/" + "n".repeat(120)), text);
    return root;
  }

  private static Layout layoutOf(Path file) throws Exception {
    List<Place> places = new ArrayList<>();
    try (FileChannel channel = ArchiveReader.channel(file);
        OpenArchive archive = ArchiveReader.open(file)) {
      ArchiveEnd end = ArchiveEnd.read(file, channel).orElseThrow();
      for (Section section : end.index().sections()) {
        String source = section.source().name();
        List<Entry> entries = new ArrayList<>();
        archive.entries((s, path) -> s.equals(section.source()), (s, entry) -> entries.add(entry));
        List<Long> starts = starts(section);
        for (int i = 0; i < entries.size(); i++) {
          Entry entry = entries.get(i);
          boolean link = entry.type() == EntryType.HARD_LINK;
          places.add(
              new Place(
                  source + "/" + entry.path(),
                  link ? source + "/" + entry.linkTarget().orElseThrow() : "",
                  starts.get(i),
                  starts.get(i + 1)));
        }
      }
      return new Layout(end.index().chunks(), places);
    }
  }

  /** Where the entries of a source begin, and where the last one ends. */
  private static List<Long> starts(Section section) throws ArchiveException {
    List<Long> starts = new ArrayList<>();
    Positions.Cursor positions = section.cursor();
    while (positions.hasNext()) {
      starts.add(positions.next());
    }
    starts.add(section.entriesEnd());
    return starts;
  }

  @Test
  void aWholeArchiveLosesNothing() throws Exception {
    Salvaged salvaged = salvage(good);
    assertThat(salvaged.files).isEqualTo(all);
    assertThat(salvaged.losses).isEmpty();
    assertThat(salvaged.unproven).isEmpty();
  }

  @Test
  void onlyTheEntriesOfItsChunkAreLostWithAnyByte() throws Exception {
    byte[] bytes = good.clone();
    for (int i = 0; i < bytes.length; i += step(i)) {
      bytes[i] ^= (byte) (1 << (i % 8));
      String at = "byte " + i + " of " + bytes.length;
      Salvaged salvaged = salvage(bytes);
      salvaged.assertRight(at);
      if (i >= layout.chunks.fileLength()) {
        assertThat(salvaged.files.keySet()).as(at).isEqualTo(all.keySet());
        assertThat(salvaged.losses).as(at).isEmpty();
      } else {
        int broken = chunkAt(i);
        long start = layout.chunks.tarOffset(broken);
        assertThat(salvaged.files.keySet())
            .as(at)
            .isEqualTo(layout.outside(start, layout.chunks.tarOffset(broken + 1)));
        assertThat(salvaged.lost()).as(at).isEqualTo(all.size() - salvaged.files.size());
      }
      bytes[i] ^= (byte) (1 << (i % 8));
    }
  }

  /** Every byte around members, and every few of what is in them. */
  private int step(int offset) {
    int chunk = chunkAt(offset);
    if (chunk == layout.chunks.count()) {
      return 3;
    }
    long into = offset - layout.chunks.fileOffset(chunk);
    long left = layout.chunks.fileOffset(chunk + 1) - offset;
    return into > 12 && left > 20 ? 11 : 1;
  }

  @Test
  void whatStandsBeforeACutSurvivesIt() throws Exception {
    for (int length = 0; length < good.length; length += step(length)) {
      byte[] bytes = Arrays.copyOf(good, length);
      String at = "cut after " + length + " bytes";
      long there = layout.chunks.tarOffset(chunkAt(length));
      Set<String> whole = layout.outside(there, Long.MAX_VALUE);
      if (chunkAt(length) == 0) {
        assertThatThrownBy(() -> salvage(bytes)).as(at).isInstanceOf(ArchiveException.class);
        continue;
      }
      Salvaged salvaged = salvage(bytes);
      salvaged.assertRight(at);
      assertThat(salvaged.files.keySet()).as(at).isEqualTo(whole);
      assertThat(salvaged.losses.isEmpty()).as(at).isEqualTo(length >= indexEnd());
    }
  }

  /** Once all of the index is there, it is known that nothing else was. */
  private long indexEnd() throws Exception {
    Path file = Files.write(temp.resolve("whole.tar.gz"), good);
    try (FileChannel channel = ArchiveReader.channel(file)) {
      return ArchiveEnd.read(file, channel).orElseThrow().footer().infoOffset();
    }
  }

  @Test
  void afterTheHeadIsGoneTheRestIsProvenByItsManifests() throws Exception {
    for (int chunk = 0; chunk < layout.chunks.count(); chunk++) {
      byte[] bytes = Arrays.copyOfRange(good, (int) layout.chunks.fileOffset(chunk), good.length);
      Salvaged salvaged = salvage(bytes);
      String at = "without the first " + chunk + " chunks";
      salvaged.assertRight(at);
      assertThat(salvaged.files.keySet())
          .as(at)
          .isEqualTo(layout.outside(0, layout.chunks.tarOffset(chunk)));
      assertThat(salvaged.lost()).as(at).isEqualTo(all.size() - salvaged.files.size());
    }
  }

  @Test
  void membersThatAreDroppedRepeatedOrMovedNeverMakeAWrongFile() throws Exception {
    make(LARGEST);
    List<byte[]> members = members();
    assertThat(members).hasSizeGreaterThan(8);
    for (int i = 0; i < members.size(); i++) {
      List<byte[]> dropped = new ArrayList<>(members);
      dropped.remove(i);
      salvageRightly(dropped, "without member " + i);
      for (int to = 0; to < members.size(); to++) {
        List<byte[]> repeated = new ArrayList<>(members);
        repeated.add(to, members.get(i));
        salvageRightly(repeated, "member " + i + " again before " + to);
        if (to != i) {
          List<byte[]> moved = new ArrayList<>(members);
          moved.add(to, moved.remove(i));
          salvageRightly(moved, "member " + i + " moved to " + to);
        }
      }
    }
  }

  @Test
  void foreignMembersNeverMakeAWrongFile() throws Exception {
    ByteArrayOutputStream foreign = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(foreign)) {
      gzip.write(new byte[1024]);
    }
    List<byte[]> members = members();
    for (int i = 0; i <= members.size(); i++) {
      List<byte[]> more = new ArrayList<>(members);
      more.add(i, foreign.toByteArray());
      Salvaged salvaged = salvageRightly(more, "a foreign member before " + i);
      if (i == members.size()) {
        assertThat(salvaged.files).isEqualTo(all);
        assertThat(salvaged.losses).isEmpty();
      }
    }
  }

  private Salvaged salvageRightly(List<byte[]> members, String what) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    members.forEach(bytes::writeBytes);
    Salvaged salvaged = salvage(bytes.toByteArray());
    salvaged.assertRight(what);
    return salvaged;
  }

  /** The gzip members of the good archive, chunks, tail and footer. */
  private List<byte[]> members() throws Exception {
    Path file = Files.write(temp.resolve("members.tar.gz"), good);
    List<byte[]> members = new ArrayList<>();
    try (FileChannel channel = ArchiveReader.channel(file)) {
      ChunkTable table = MemberScan.of(channel, ProgressListener.NONE).table();
      for (int i = 0; i < table.count(); i++) {
        members.add(
            Arrays.copyOfRange(good, (int) table.fileOffset(i), (int) table.fileOffset(i + 1)));
      }
    }
    return members;
  }

  /** The chunk that holds a byte of the file; the number of chunks behind them. */
  private int chunkAt(long offset) {
    int chunk = 0;
    while (chunk < layout.chunks.count() && layout.chunks.fileOffset(chunk + 1) <= offset) {
      chunk++;
    }
    return chunk;
  }

  /** What came of a damaged archive. */
  private final class Salvaged {
    private final Map<String, String> files = new TreeMap<>();
    private final List<Loss> losses = new ArrayList<>();
    private final Set<String> unproven = new HashSet<>();

    /** Nothing stands anywhere that was not there, or with other content. */
    void assertRight(String at) {
      files.forEach(
          (name, what) -> assertThat(what).as("%s: %s", at, name).isEqualTo(all.get(name)));
    }

    long lost() {
      return losses.stream().mapToLong(Loss::entries).sum();
    }
  }

  private Salvaged salvage(byte[] bytes) throws Exception {
    Path file = Files.write(temp.resolve("damaged.tar.gz"), bytes);
    Salvaged salvaged = new Salvaged();
    try (DamagedArchive archive = ArchiveReader.openDamaged(file, ProgressListener.NONE)) {
      for (ArchivedSource source : archive.sources()) {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        archive.writeTar(source, EntryFilter.ALL, tar);
        read(source.name(), tar.toByteArray(), salvaged.files);
        if (!archive.isProven(source)) {
          salvaged.unproven.add(source.name());
        }
      }
      archive.losses(EntryFilter.ALL, salvaged.losses::add);
    }
    return salvaged;
  }

  private static void read(String source, byte[] tar, Map<String, String> into) throws IOException {
    TarReader reader = new TarReader(new ByteArrayInputStream(tar));
    for (Optional<TarHeader> next = reader.next(); next.isPresent(); next = reader.next()) {
      TarHeader header = next.get();
      String name = header.name().substring(2);
      String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
      byte[] content = reader.content().readAllBytes();
      into.put(
          source + "/" + plain,
          header + " " + new String(content, StandardCharsets.ISO_8859_1).hashCode());
    }
  }
}
