package io.holdfast.archive.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.archive.StockTools;
import io.holdfast.archive.read.ArchiveReader;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
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
import java.util.Random;
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
