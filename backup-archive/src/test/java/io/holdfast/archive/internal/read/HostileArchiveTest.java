package io.holdfast.archive.internal.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.archive.StockTools;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.Selection;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives whose checksums all hold, made by somebody who means harm. */
final class HostileArchiveTest {
  private static final EntryFilter SOME = (source, path) -> path.latin1().hashCode() % 2 == 0;

  @TempDir Path temp;

  @SuppressWarnings("NullAway.Init")
  private Forgery forgery;

  @BeforeEach
  void takeAnArchiveApart() throws Exception {
    Path tree = Files.createDirectories(temp.resolve("tree/sub")).getParent();
    Files.writeString(tree.resolve("hello"), "hello world\n".repeat(50));
    Files.writeString(tree.resolve("sub/data"), "0123456789".repeat(300));
    Files.createLink(tree.resolve("sub/twin"), tree.resolve("hello"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("hello"));
    Path file = temp.resolve("good.tar.gz");
    try (ArchiveFixture archive = new ArchiveFixture(file)) {
      archive.directory("dir", tree);
      archive.volume("vol", StockTools.tarOf(tree).getInputStream(), Selection.EVERYTHING);
      archive.finish();
    }
    forgery = Forgery.of(Files.readAllBytes(file));
  }

  @Test
  void whatIsPutTogetherUnchangedIsWhole() throws Exception {
    assertThat(verdict(forgery.archive())).isEmpty();
  }

  @Test
  void everyChangeOfTheIndexIsFound() throws Exception {
    byte[] index = forgery.index();
    int chunks = ByteBuffer.wrap(index).getInt(8);
    for (int i = 0; i < index.length; i++) {
      if (i >= 12 && i < 12 + 44 * chunks && (i - 12) % 44 >= 12) {
        continue; // a chunk's digest finds it again; contents are proven by digests of their own
      }
      for (int bit : new int[] {1, 0x80}) {
        byte[] bad = index.clone();
        bad[i] ^= (byte) bit;
        assertThat(verdict(forgery.archive(bad))).as("bit %d of byte %d", bit, i).isPresent();
      }
    }
  }

  @Test
  void aSourceThatSeemsToEndEarlierOrLaterIsFound() throws Exception {
    for (int which = 0; which < 2; which++) {
      for (long[] by : new long[][] {{0, -512}, {0, 512}, {512, 0}, {-512, 0}}) {
        List<Index.Section> sections = new ArrayList<>(forgery.sections());
        Index.Section old = sections.get(which);
        if (old.entriesStart() + by[0] < 0) {
          continue;
        }
        sections.set(
            which,
            new Index.Section(
                old.source(),
                old.entriesStart() + by[0],
                old.entriesEnd() + by[1],
                old.manifestStart(),
                old.manifestLength(),
                old.entries(),
                old.positions(),
                old.states()));
        List<Index.Section> before = forgery.sections();
        forgery.sections(sections);
        assertThat(verdict(forgery.archive())).as("source %d by %s", which, by).isPresent();
        forgery.sections(before);
      }
    }
  }

  @Test
  void sourcesThatStandThereTwiceOrLeaveTheirPlaceAreRefused() throws Exception {
    Index.Section dir = forgery.sections().get(0);
    for (String name : List.of("dir", "../dir", "/dir", "a/../b", "", ".", ".holdfast/x")) {
      forgery.sections(List.of(dir, renamed(dir, name)));
      byte[] bad = forgery.archive();
      assertThatThrownBy(() -> read(bad))
          .as(name)
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("index is damaged");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x/y", "x/y/z"})
  void nothingIsWrittenThroughALinkThatAnotherSourceBrought(String inner) throws Exception {
    Path victim = Files.createDirectories(temp.resolve("victim/z")).getParent();
    Path outer = Files.createDirectory(temp.resolve("outer"));
    Files.createSymbolicLink(outer.resolve("y"), victim);
    Path file = temp.resolve("nested.tar.gz");
    try (ArchiveFixture archive = new ArchiveFixture(file)) {
      archive.directory("x", outer).directory(inner, temp.resolve("tree"));
      archive.finish();
    }
    Object before = Files.getAttribute(victim, "unix:ctime");
    Path to = temp.resolve("to");

    for (boolean overwrite : new boolean[] {false, true}) {
      try (OpenArchive archive = ArchiveReader.open(file)) {
        for (ArchivedSource source : archive.sources()) {
          Path into = to.resolve(source.name());
          if (source.name().equals("x")) {
            extract(archive, source, into, overwrite);
          } else {
            assertThatThrownBy(() -> extract(archive, source, into, overwrite))
                .isInstanceOf(DestinationException.class)
                .hasMessageContaining("that another source of this archive brought");
          }
        }
      }
    }

    assertThat(to.resolve("x/y")).isSymbolicLink();
    try (Stream<Path> all = Files.walk(victim)) {
      assertThat(all).containsExactly(victim, victim.resolve("z"));
    }
    assertThat(Files.getAttribute(victim, "unix:ctime")).isEqualTo(before);
  }

  @Test
  void aSourceWithinAnotherComesBackInItsPlace() throws Exception {
    Path file = temp.resolve("nested.tar.gz");
    try (ArchiveFixture archive = new ArchiveFixture(file)) {
      archive.directory("tree", temp.resolve("tree"));
      archive.directory("tree/sub/new/deep", temp.resolve("tree/sub"));
      archive.finish();
    }
    // The user's own link, to where the restore is to go, is followed.
    Path real = Files.createDirectories(temp.resolve("real"));
    Path to = Files.createSymbolicLink(temp.resolve("to"), real);

    try (OpenArchive archive = ArchiveReader.open(file)) {
      for (ArchivedSource source : archive.sources()) {
        extract(archive, source, to.resolve(source.name()), false);
      }
    }

    assertThat(real.resolve("tree/hello")).exists();
    assertThat(real.resolve("tree/sub/new/deep/data"))
        .hasSameBinaryContentAs(temp.resolve("tree/sub/data"));
  }

  private static void extract(
      OpenArchive archive, ArchivedSource source, Path into, boolean overwrite) throws Exception {
    archive.extract(source, EntryFilter.ALL, into, overwrite, ProgressListener.NONE);
  }

  @Test
  void whatHolesTakeIsNotCounted() throws Exception {
    Path tree = Files.createDirectory(temp.resolve("sparse"));
    Files.writeString(tree.resolve("plain"), "12345");
    try (FileChannel file =
        FileChannel.open(
            tree.resolve("holes"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(4096), 1L << 40);
    }
    Path file = temp.resolve("sparse.tar.gz");
    try (ArchiveFixture archive = new ArchiveFixture(file)) {
      archive.directory("sparse", tree);
      archive.finish();
    }

    try (OpenArchive archive = ArchiveReader.open(file)) {
      ArchivedSource source = archive.sources().get(0);
      assertThat(archive.dataLength(source, EntryFilter.ALL)).isBetween(4101L, 20_000L);
      assertThat(archive.dataLength(source, (of, path) -> path.text().equals("plain")))
          .isEqualTo(5);
    }
  }

  @Test
  void aRecordOfAnotherKindOfSourceIsFound() throws Exception {
    String info = new String(forgery.info(), UTF_8);
    String other =
        info.replaceFirst("\"kind\" : \"directory\"", "\"kind\" : \"volume\"")
            .replaceFirst(
                "\"path\" : \"[^\"]*\"",
                "\"driver\" : \"\", \"options\" : {}, \"labels\" : {}, \"access\" : \"\"");
    assertThat(other).isNotEqualTo(info);
    forgery.info(other.getBytes(UTF_8));
    assertThat(verdict(forgery.archive()).orElseThrow()).contains("other sources");
  }

  @Test
  void hugeChunksAreRefusedBeforeMemoryIsTakenForThem() throws Exception {
    byte[] index = forgery.index();
    index[12] = 0x7f; // the first chunk's member length, big-endian
    byte[] bad = forgery.archive(index);
    assertThatThrownBy(() -> read(bad))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("index is damaged");
  }

  @Test
  void noChangeOfAManifestDoesMoreThanFail() throws Exception {
    Random random = new Random(7);
    byte[] tar = forgery.tar();
    byte[] info = forgery.info();
    Index.Section section = forgery.sections().get(0);
    int start = (int) section.manifestStart();
    int end = start + (int) section.manifestLength();
    String wanted = digest(tar, start, end);
    for (int round = 0; round < 300; round++) {
      byte[] bad = tar.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        String alphabet = "\\ =./#01789\n-:\0\u00ff";
        bad[start + random.nextInt(end - start)] =
            (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      forgery.tar(bad);
      forgery.info(
          new String(info, UTF_8).replace(wanted, digest(bad, start, end)).getBytes(UTF_8));
      useAll(forgery.archive());
    }
  }

  @Test
  void noChangeOfTheTarDoesMoreThanFail() throws Exception {
    Random random = new Random(8);
    byte[] tar = forgery.tar();
    for (int round = 0; round < 300; round++) {
      byte[] bad = tar.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      forgery.tar(bad);
      useAll(forgery.archive());
    }
  }

  @Test
  void noChangeOfTheRecordDoesMoreThanFail() throws Exception {
    Random random = new Random(9);
    byte[] info = forgery.info();
    for (int round = 0; round < 300; round++) {
      byte[] bad = info.clone();
      String alphabet = "{}[]\",:-019e.ntf\0";
      bad[random.nextInt(bad.length)] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      forgery.info(bad);
      useAll(forgery.archive());
    }
  }

  @Test
  void anIndexWithRandomSectionsDoesNoMoreThanFail() throws Exception {
    Random random = new Random(10);
    byte[] index = forgery.index();
    int chunks = 12 + 44;
    for (int round = 0; round < 800; round++) {
      byte[] bad = index.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        bad[chunks + random.nextInt(bad.length - chunks)] = (byte) random.nextInt(256);
      }
      if (!Arrays.equals(bad, index)) {
        useAll(forgery.archive(bad));
      }
    }
  }

  private static Index.Section renamed(Index.Section old, String name) {
    return new Index.Section(
        new ArchivedSource(name, SourceKind.DIRECTORY),
        old.entriesEnd(),
        old.entriesEnd(),
        old.manifestStart(),
        old.manifestLength(),
        old.entries(),
        old.positions(),
        old.states());
  }

  private static String digest(byte[] bytes, int start, int end) {
    return HexFormat.of().formatHex(Sha256.create().digest(Arrays.copyOfRange(bytes, start, end)));
  }

  /** Reads in every way; whatever goes wrong has to be said by the right exception. */
  private void useAll(byte[] bytes) throws Exception {
    Path file = Files.write(temp.resolve("candidate.tar.gz"), bytes);
    List<ArchivedSource> sources;
    try (OpenArchive archive = ArchiveReader.open(file)) {
      archive.verify(ProgressListener.NONE);
      sources = archive.sources();
      for (ArchivedSource source : sources) {
        for (EntryFilter filter : List.of(EntryFilter.ALL, SOME)) {
          try {
            archive.writeTar(source, filter, OutputStream.nullOutputStream());
          } catch (ArchiveException e) {
            assertThat(e.getMessage()).isNotEmpty();
          }
        }
        try {
          archive.extract(source, SOME, temp.resolve("out"), true, ProgressListener.NONE);
        } catch (ArchiveException | DestinationException e) {
          assertThat(e.getMessage()).isNotEmpty();
        }
      }
      archive.entries(EntryFilter.ALL, (source, entry) -> assertThat(entry.mode()).isNotNegative());
    } catch (ArchiveException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private Optional<String> verdict(byte[] bytes) throws Exception {
    try {
      return read(bytes);
    } catch (ArchiveException e) {
      return Optional.of(e.getMessage());
    }
  }

  private Optional<String> read(byte[] bytes) throws Exception {
    Path file = Files.write(temp.resolve("candidate.tar.gz"), bytes);
    try (OpenArchive archive = ArchiveReader.open(file)) {
      VerificationResult result = archive.verify(ProgressListener.NONE);
      return result instanceof VerificationResult.Verified
          ? Optional.empty()
          : Optional.of(result.toString());
    }
  }
}
