package io.holdfast.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.VerificationResult.Verified;
import io.holdfast.core.plan.Selection;
import io.holdfast.testkit.FileTree;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What every {@link ArchiveDraft} does, up to the archive that is made of it. */
@SuppressWarnings("try") // locks are held, not used
abstract class DraftContract extends CatalogSuite {
  // From draft to archive

  @Test
  void emptyDestinationHasNoArchives() throws Exception {
    assertThat(list(SHOP)).isEmpty();
    assertThat(catalog(SHOP).freeSpace()).isPositive();
    assertThat(catalog(SHOP).destination()).isAbsolute();
  }

  @Test
  void publishedArchiveIsListedWithWhatItSaysOfItself() throws Exception {
    Archive archive = publish(SHOP, START);
    assertThat(archive.name()).hasToString("shop_backup_20251024_102503.tar.gz");
    assertThat(archive.state()).isEqualTo(Archive.State.COMPLETE);
    assertThat(archive.startedAt()).isEqualTo(START);
    assertThat(archive.size()).isPositive();
    assertThat(archive.remark()).isEmpty();
    assertThat(archive.file())
        .isEqualTo(catalog(SHOP).destination().resolve(archive.name().toString()));
    assertThat(list(SHOP)).containsExactly(archive);
    ArchiveInfo info = archive.info().orElseThrow();
    assertThat(info.plan()).isEqualTo(SHOP);
    assertThat(info.zone()).isEqualTo(ZONE);
    assertThat(info.finishedAt()).isEqualTo(START.plusSeconds(60));
    assertThat(info.sources()).hasSize(1);
    assertThat(info.bytes()).isEqualTo(VOLUME.bytes());
    assertThat(partials()).isEmpty();
  }

  @Test
  void archiveWithoutOneOfItsSourcesIsIncomplete() throws Exception {
    Catalog catalog = catalog(SHOP);
    SourceRecord gone = missing("logs");
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      AppendSummary summary = append(draft, "data", VOLUME);
      draft.finish(info(SHOP, START, saved("data", summary), gone));
      draft.verify(ProgressListener.NONE);
      assertThat(draft.publish().state()).isEqualTo(Archive.State.INCOMPLETE);
    }
    assertThat(list(SHOP)).extracting(Archive::state).containsExactly(Archive.State.INCOMPLETE);
    assertThat(list(SHOP).get(0).info().orElseThrow().sources()).contains(gone);
  }

  @Test
  void secondArchiveOfASecondGetsAnotherName() throws Exception {
    Archive first = publish(SHOP, START);
    Archive second = publish(SHOP, START);
    assertThat(second.name()).hasToString("shop_backup_20251024_102503_2.tar.gz");
    assertThat(list(SHOP)).containsExactlyInAnyOrder(first, second);
    assertThat(verify(first)).isInstanceOf(Verified.class);
  }

  @Test
  void repeatedHourKeepsBothArchives() throws Exception {
    Archive summer = publish(SHOP, Instant.parse("2025-10-26T00:30:00Z"));
    Archive winter = publish(SHOP, Instant.parse("2025-10-26T01:30:00Z"));
    assertThat(summer.name()).hasToString("shop_backup_20251026_023000.tar.gz");
    assertThat(winter.name()).hasToString("shop_backup_20251026_023000_2.tar.gz");
    assertThat(list(SHOP)).containsExactly(winter, summer);
  }

  @Test
  void nameThatIsTakenMeanwhileIsNotOverwritten() throws Exception {
    Catalog catalog = catalog(SHOP);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft late = catalog.begin(START, Packing.DEFAULT);
        ArchiveDraft early = catalog.begin(START, Packing.DEFAULT)) {
      AppendSummary summary = append(late, "data", VOLUME);
      append(early, "data", VOLUME);
      for (ArchiveDraft draft : List.of(early, late)) {
        draft.finish(info(SHOP, START, saved("data", summary)));
        draft.verify(ProgressListener.NONE);
      }
      ArchiveName first = early.publish().name();
      assertThat(late.publish().name()).isNotEqualTo(first);
    }
    assertThat(list(SHOP)).hasSize(2);
  }

  @Test
  void draftThatIsClosedLeavesNothing() throws Exception {
    Catalog catalog = catalog(SHOP);
    try (Catalog.Lock lock = catalog.lock()) {
      try (ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
        append(draft, "data", VOLUME);
      }
      try (ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
        AppendSummary summary = append(draft, "data", VOLUME);
        draft.finish(info(SHOP, START, saved("data", summary)));
        draft.verify(ProgressListener.NONE);
      }
    }
    assertThat(list(SHOP)).isEmpty();
    assertThat(partials()).isEmpty();
  }

  @Test
  void draftIsNoArchive() throws Exception {
    Catalog catalog = catalog(SHOP);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      append(draft, "data", VOLUME);
      assertThat(list(SHOP)).isEmpty();
    }
  }

  @Test
  void draftThatWasNotVerifiedCannotBePublished() throws Exception {
    Catalog catalog = catalog(SHOP);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      AppendSummary summary = append(draft, "data", VOLUME);
      draft.finish(info(SHOP, START, saved("data", summary)));
      assertThatThrownBy(draft::publish).isInstanceOf(IllegalStateException.class);
    }
    assertThat(list(SHOP)).isEmpty();
  }

  @Test
  void summaryCountsContentAndProgressAddsUp() throws Exception {
    Catalog catalog = catalog(SHOP);
    AtomicLong heard = new AtomicLong();
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      AppendSummary summary =
          draft.append("data", SourceKind.VOLUME, content(tar(VOLUME)), heard::addAndGet);
      assertThat(summary.bytes()).isEqualTo(VOLUME.bytes());
      assertThat(summary.entries()).isEqualTo(VOLUME.entries().size());
      assertThat(summary.issueCount()).isZero();
      assertThat(heard.get()).isGreaterThanOrEqualTo(VOLUME.bytes());
      draft.finish(info(SHOP, START, saved("data", summary)));
      heard.set(0);
      assertThat(draft.verify(heard::addAndGet))
          .isInstanceOfSatisfying(
              Verified.class, v -> assertThat(v.bytes()).isEqualTo(VOLUME.bytes()));
      assertThat(heard.get()).isPositive();
    }
  }

  // Sources that go wrong

  @Test
  void sourceThatStopsIsTakenOutAgain() throws Exception {
    InputStream broken =
        new SequenceInputStream(
            new ByteArrayInputStream(tar(VOLUME).readNBytes(1_000_000)),
            new FilterInputStream(InputStream.nullInputStream()) {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }

              @Override
              public int read(byte[] into, int at, int length) throws IOException {
                throw new IOException("connection reset");
              }
            });
    archivesOnlyTheNextSourceAfter(broken);
  }

  @Test
  void tarWithoutItsEndIsTakenOutAgain() throws Exception {
    byte[] tar = tar(VOLUME).readAllBytes();
    archivesOnlyTheNextSourceAfter(new ByteArrayInputStream(Arrays.copyOf(tar, tar.length - 1024)));
  }

  @Test
  void tarThatIsCutInAFileIsTakenOutAgain() throws Exception {
    byte[] tar = tar(VOLUME).readAllBytes();
    archivesOnlyTheNextSourceAfter(new ByteArrayInputStream(Arrays.copyOf(tar, 1_000_000)));
  }

  private void archivesOnlyTheNextSourceAfter(InputStream broken) throws Exception {
    Catalog catalog = catalog(SHOP);
    Archive archive;
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      assertThatThrownBy(
              () ->
                  draft.append("broken", SourceKind.VOLUME, content(broken), ProgressListener.NONE))
          .isInstanceOf(SourceException.class);
      AppendSummary summary = append(draft, "data", VOLUME);
      draft.finish(info(SHOP, START, missing("broken"), saved("data", summary)));
      assertThat(draft.verify(ProgressListener.NONE)).isInstanceOf(Verified.class);
      archive = draft.publish();
    }
    try (OpenArchive open = catalog.open(archive)) {
      assertThat(open.sources()).containsExactly(DATA);
      assertThat(read(open, DATA).listing()).isEqualTo(VOLUME.listing());
    }
  }

  @Test
  void rollbackTakesTheLastSourceOut() throws Exception {
    Catalog catalog = catalog(SHOP);
    Archive archive;
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      AppendSummary summary = append(draft, "data", VOLUME);
      append(draft, "unwanted", FileTree.builder().file("x", "y").build());
      draft.rollback();
      AppendSummary last = append(draft, "last", FileTree.EMPTY);
      draft.finish(info(SHOP, START, saved("data", summary), saved("last", last)));
      assertThat(draft.verify(ProgressListener.NONE)).isInstanceOf(Verified.class);
      archive = draft.publish();
    }
    try (OpenArchive open = catalog.open(archive)) {
      assertThat(open.sources()).extracting(ArchivedSource::name).containsExactly("data", "last");
    }
  }

  @Test
  void interruptStopsAnAppend() throws Exception {
    Catalog catalog = catalog(SHOP);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      InputStream tar = tar(VOLUME);
      Thread.currentThread().interrupt();
      assertThatThrownBy(
              () -> draft.append("data", SourceKind.VOLUME, content(tar), ProgressListener.NONE))
          .isInstanceOf(InterruptedException.class);
    } finally {
      boolean cleared = Thread.interrupted();
      assertThat(cleared).as("the flag after InterruptedException").isFalse();
    }
    assertThat(list(SHOP)).isEmpty();
    assertThat(partials()).isEmpty();
  }

  @Test
  void excludedObjectsAreLeftOutOfAVolume() throws Exception {
    FileTree tree =
        FileTree.builder()
            .file("keep.txt", "1")
            .file("a.tmp", "2")
            .file("deep/b.tmp", "3")
            .file("deep/keep.txt", "4")
            .file("cache/c", "5")
            .file("important.tmp", "6")
            .build();
    Selection selection = new Selection(List.of("*.tmp", "cache/", "!important.tmp"), false);
    assertThat(
            namesAfterArchiving(
                SourceKind.VOLUME, new SourceContent.TarStream(tar(tree), selection)))
        .containsExactlyInAnyOrder("", "keep.txt", "deep", "deep/keep.txt", "important.tmp");
  }

  @Test
  void excludedObjectsAndCachesAreLeftOutOfADirectory() throws Exception {
    String tag = "Signature: 8a477f597d28d172789f06886806bc55\n";
    FileTree tree =
        FileTree.builder()
            .file("keep.txt", "1")
            .file("a.tmp", "2")
            .file("cache/CACHEDIR.TAG", tag)
            .file("cache/deep/c", "3")
            .file("no-cache/CACHEDIR.TAG", "something else")
            .file("no-cache/d", "4")
            .build();
    Path from = Files.createDirectory(host.resolve("from"));
    tree.writeTo(from);
    Selection selection = new Selection(List.of("*.tmp"), true);
    assertThat(
            namesAfterArchiving(
                SourceKind.DIRECTORY, new SourceContent.Tree(from, selection, Set.of())))
        .contains("keep.txt", "cache", "cache/CACHEDIR.TAG", "no-cache/d")
        .doesNotContain("a.tmp", "cache/deep/c");
  }
}
