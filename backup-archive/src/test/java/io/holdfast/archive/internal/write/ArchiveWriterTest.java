package io.holdfast.archive.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.archive.StockTools;
import io.holdfast.archive.internal.read.ArchiveReader;
import io.holdfast.archive.internal.tar.TarEncoder;
import io.holdfast.archive.internal.tar.TarHeader;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.Selection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveWriterTest {
  @TempDir Path temp;
  private Path tree = Path.of("");

  @BeforeEach
  void makeTree() throws Exception {
    tree = temp.resolve("tree");
    Files.createDirectories(tree.resolve("base/1"));
    byte[] random = new byte[2_500_001];
    new Random(1).nextBytes(random);
    Files.write(tree.resolve("base/1/random"), random);
    Files.write(tree.resolve("base/1/zeros"), new byte[3_000_000]);
    for (int i = 0; i < 500; i++) {
      Files.writeString(tree.resolve("base/file-" + i), "content " + i);
    }
    Files.createLink(tree.resolve("twin"), tree.resolve("base/1/random"));
  }

  @Test
  void aStreamedVolumeComesBackAsItWas() throws Exception {
    Path archive = temp.resolve("a.tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(archive)) {
      making.volume("vol", tar(), Selection.EVERYTHING).finish();
    }
    try (OpenArchive open = ArchiveReader.open(archive)) {
      assertWhole(open);
      ByteArrayOutputStream back = new ByteArrayOutputStream();
      open.writeTar(open.sources().get(0), EntryFilter.ALL, back);
      Path file = Files.write(temp.resolve("back.tar"), back.toByteArray());
      StockTools.run("tar", "-df", file.toString(), "-C", tree.toString());
      assertThat(paths(open)).hasSize(506).contains("base/1/random", "twin", "");
    }
  }

  @Test
  void theSameInputGivesTheSameBytes() throws Exception {
    byte[] tar = tar().readAllBytes();
    Path first = temp.resolve("first.tar.gz");
    Path second = temp.resolve("second.tar.gz");
    for (Path file : List.of(first, second)) {
      try (ArchiveFixture making = new ArchiveFixture(file)) {
        making.directory("dir", tree);
        making.volume("vol", new ByteArrayInputStream(tar), Selection.EVERYTHING).finish();
      }
    }
    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
  }

  @Test
  void aStreamThatEndsEarlyIsTakenOutAgain() throws Exception {
    byte[] tar = tar().readAllBytes();
    Path archive = temp.resolve("a.tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(archive)) {
      making.directory("before", tree.resolve("base/1"));
      for (int length : new int[] {0, 511, 512, 700_000, tar.length / 1024 * 512}) {
        assertThatThrownBy(
                () ->
                    making.volume(
                        "cut",
                        new ByteArrayInputStream(Arrays.copyOf(tar, length)),
                        Selection.EVERYTHING))
            .isInstanceOf(SourceException.class);
      }
      making.volume("vol", new ByteArrayInputStream(tar), Selection.EVERYTHING).finish();
    }
    try (OpenArchive open = ArchiveReader.open(archive)) {
      assertWhole(open);
      assertThat(open.sources())
          .extracting(OpenArchive.ArchivedSource::name)
          .containsExactly("before", "vol");
    }
    assertThat(StockTools.run("tar", "-tzf", archive.toString())).doesNotContain("cut");
  }

  @Test
  void aSourceCanBeRolledBackAfterItsEnd() throws Exception {
    Path archive = temp.resolve("a.tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(archive)) {
      making.directory("before", tree.resolve("base/1"));
      making
          .writer()
          .append(
              "bad",
              SourceKind.VOLUME,
              new SourceContent.TarStream(tar(), Selection.EVERYTHING),
              ProgressListener.NONE);
      making.writer().rollback();
      making.directory("after", tree.resolve("base/1")).finish();
    }
    try (OpenArchive open = ArchiveReader.open(archive)) {
      assertWhole(open);
      assertThat(open.sources())
          .extracting(OpenArchive.ArchivedSource::name)
          .containsExactly("before", "after");
    }
  }

  @Test
  void excludedEntriesOfAStreamAreLeftOut() throws Exception {
    Path archive = temp.resolve("a.tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(archive)) {
      Selection selection = new Selection(List.of("file-*", "/base/1/"), false);
      making.volume("vol", tar(), selection).finish();
    }
    try (OpenArchive open = ArchiveReader.open(archive)) {
      assertWhole(open);
      // The tar's order decides whether twin is the file or the link to an excluded one.
      assertThat(paths(open)).contains("", "base").doesNotContain("base/1", "base/file-1");
      boolean kept = paths(open).contains("twin");
      long issues = open.info().orElseThrow().sources().get(0).issueCount();
      assertThat(issues).isEqualTo(kept ? 0 : 1);
    }
  }

  @Test
  void whatNobodyCouldRestoreIsLeftOutAndSaid() throws Exception {
    TarEncoder encoder = new TarEncoder();
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.write(encoder.encode("./", link("lost", "never there")));
    tar.write(encoder.encode("./", link("\1/".repeat(150_000) + "deep", "lost")));
    tar.write(TarEncoder.plain("./kept", 0, ArchiveFixture.START));
    tar.write(encoder.encode("./", link("twin", "kept")));
    tar.write(new byte[TarEncoder.END]);
    Path archive = temp.resolve("a.tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(archive)) {
      making
          .volume("vol", new ByteArrayInputStream(tar.toByteArray()), Selection.EVERYTHING)
          .finish();
    }
    try (OpenArchive open = ArchiveReader.open(archive)) {
      assertWhole(open);
      assertThat(paths(open)).containsExactly("kept", "twin");
      SourceRecord record = open.info().orElseThrow().sources().get(0);
      assertThat(record.issues())
          .extracting(SourceIssue::kind)
          .containsExactly(SourceIssue.Kind.LINK_LOST, SourceIssue.Kind.UNREADABLE);
      assertThat(record.issues().get(1).path().orElseThrow().latin1()).hasSizeLessThan(1100);
    }
  }

  @Test
  void aVolumeOfNothingAtAllIsASource() throws Exception {
    Path archive = temp.resolve("a.tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(archive)) {
      making.volume("v".repeat(96), new ByteArrayInputStream(new byte[1024]), Selection.EVERYTHING);
      making.directory("after", tree.resolve("base/1")).finish();
    }
    try (OpenArchive open = ArchiveReader.open(archive)) {
      assertWhole(open);
      ByteArrayOutputStream back = new ByteArrayOutputStream();
      open.writeTar(open.sources().get(0), EntryFilter.ALL, back);
      assertThat(back.toByteArray()).isEqualTo(new byte[1024]);
      assertThat(
              open.extract(
                      open.sources().get(0),
                      EntryFilter.ALL,
                      temp.resolve("out"),
                      false,
                      ProgressListener.NONE)
                  .problems())
          .isEmpty();
    }
  }

  @Test
  void theFirstTheMiddleAndTheLastSourceCanBeRolledBack() throws Exception {
    Path archive = temp.resolve("a.tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(archive)) {
      for (String good : List.of("one", "two", "")) {
        for (SourceKind kind : SourceKind.values()) {
          making
              .writer()
              .append(
                  "bad",
                  kind,
                  kind == SourceKind.VOLUME
                      ? new SourceContent.TarStream(tar(), Selection.EVERYTHING)
                      : new SourceContent.Tree(tree, Selection.EVERYTHING, Set.of()),
                  ProgressListener.NONE);
          making.writer().rollback();
        }
        if (!good.isEmpty()) {
          making.volume(good, tar(), Selection.EVERYTHING);
        }
      }
      making.finish();
    }
    try (OpenArchive open = ArchiveReader.open(archive)) {
      assertWhole(open);
      assertThat(open.sources())
          .extracting(OpenArchive.ArchivedSource::name)
          .containsExactly("one", "two");
    }
    StockTools.run("tar", "-tzf", archive.toString());
  }

  @Test
  void aHeaderOfAVolumeBeyondEightGibibytesIsReadBack() throws Exception {
    byte[] header = TarEncoder.plain("v.tar", 9L << 30, ArchiveFixture.START);
    TarHeader read = new TarReader(new ByteArrayInputStream(header)).next().orElseThrow();
    assertThat(read.size()).isEqualTo(9L << 30);
  }

  private static Entry link(String path, String target) {
    return new Entry(
        EntryPath.of(path),
        EntryType.HARD_LINK,
        0,
        0644,
        0,
        0,
        ArchiveFixture.START,
        Optional.of(EntryPath.of(target)),
        Entry.Device.NONE);
  }

  private InputStream tar() throws Exception {
    return StockTools.tarOf(tree).getInputStream();
  }

  private static List<String> paths(OpenArchive open) throws Exception {
    List<String> paths = new ArrayList<>();
    open.entries(EntryFilter.ALL, (source, entry) -> paths.add(entry.path().toString()));
    return paths;
  }

  private static void assertWhole(OpenArchive open) throws Exception {
    assertThat(open.verify(ProgressListener.NONE)).isInstanceOf(VerificationResult.Verified.class);
  }
}
