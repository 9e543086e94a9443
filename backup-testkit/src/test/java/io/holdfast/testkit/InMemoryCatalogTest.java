package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.LockedException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.PlanName;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // the lock is held, not used
final class InMemoryCatalogTest {
  private static final Instant START = Instant.parse("2025-10-24T10:25:03Z");
  private static final FileTree TREE =
      FileTree.builder().owner(70, 70).file("d/a.txt", "hello").symlink("l", "d").build();
  private static final ArchivedSource PG = new ArchivedSource("pg", SourceKind.VOLUME);

  private final Path root = TestFileSystems.unix().getPath("/");
  private final BackupPlan plan =
      BackupPlan.named("shop", root.resolve("backups")).source(VolumeSource.of("pg")).build();
  private final InMemoryCatalog catalog = InMemoryCatalog.of(plan);

  private static SourceContent tar(FileTree tree) throws Exception {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tree.writeTar(tar);
    return new SourceContent.TarStream(
        new ByteArrayInputStream(tar.toByteArray()), Selection.EVERYTHING);
  }

  private static AppendSummary append(ArchiveDraft draft, String name, SourceContent content)
      throws Exception {
    return draft.append(name, SourceKind.VOLUME, content, ProgressListener.NONE);
  }

  private static ArchiveInfo info(String... sources) {
    List<SourceRecord> records = new ArrayList<>();
    for (String source : sources) {
      records.add(
          new SourceRecord(
              source,
              new SourceRecord.Origin.Volume("local", Map.of(), Map.of(), "helper"),
              SourceRecord.Outcome.SAVED,
              "",
              1,
              5,
              0,
              List.of(),
              Optional.of("00")));
    }
    return new ArchiveInfo(
        new PlanName("shop"), "host", START, START, ZoneOffset.UTC, "0", "fast", "memory", records);
  }

  private Archive publish() throws Exception {
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      append(draft, "pg", tar(TREE));
      draft.finish(info("pg"));
      draft.verify(ProgressListener.NONE);
      return draft.publish();
    }
  }

  @Test
  void draftReadsSourcesAndBecomesAnArchive() throws Exception {
    Archive archive = publish();
    assertThat(archive.name()).hasToString("shop_backup_20251024_102503.tar.gz");
    assertThat(archive.file()).isEqualTo(root.resolve("backups/" + archive.name()));
    assertThat(catalog.list()).containsExactly(archive);
    assertThat(catalog.latest()).isEqualTo(archive);
    assertThat(catalog.tree(archive, "pg")).isEqualTo(TREE);
    catalog.assertNothingLeft();
    assertThat(catalog.calls().list())
        .extracting(Call::operation)
        .containsExactly(
            Operation.LOCK,
            Operation.BEGIN,
            Operation.APPEND,
            Operation.FINISH,
            Operation.VERIFY,
            Operation.PUBLISH,
            Operation.CLOSE_DRAFT,
            Operation.UNLOCK,
            Operation.LIST);
  }

  @Test
  void sourceThatStopsIsTakenOutAgain() throws Exception {
    catalog.addIssue("pg", new SourceIssue(SourceIssue.Kind.CHANGED, Optional.empty(), "grew"));
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      var cut =
          new SourceContent.TarStream(
              new ByteArrayInputStream(new byte[512]), Selection.EVERYTHING);
      assertThatThrownBy(() -> append(draft, "cut", cut)).isInstanceOf(SourceException.class);
      assertThat(append(draft, "pg", tar(TREE)).issueCount()).isEqualTo(1);
      append(draft, "other", tar(TREE));
      draft.rollback();
      assertThatThrownBy(draft::rollback).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> draft.finish(info("pg", "other")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("[pg, other]");
      draft.finish(info("pg"));
    }
    assertThat(catalog.archives()).isEmpty();
  }

  @Test
  void interruptedThreadStopsReading() throws Exception {
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      SourceContent content = tar(TREE);
      catalog.calls().before(Operation.APPEND, call -> Thread.currentThread().interrupt());
      assertThatThrownBy(() -> append(draft, "pg", content))
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  @Test
  void callsOutOfOrderAreMistakes() throws Exception {
    assertThatThrownBy(() -> catalog.begin(START, Packing.DEFAULT))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(catalog::recover).isInstanceOf(IllegalStateException.class);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      assertThatThrownBy(draft::publish).isInstanceOf(IllegalStateException.class);
      draft.finish(info());
      assertThatThrownBy(() -> append(draft, "pg", tar(TREE)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(draft::publish).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void damagedDraftIsNotPublished() throws Exception {
    catalog.damageDrafts("pg/d/a.txt", "content differs");
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      draft.finish(info());
      assertThat(draft.verify(ProgressListener.NONE))
          .isInstanceOfSatisfying(
              VerificationResult.Damaged.class,
              d -> assertThat(d.defects()).hasToString("[pg/d/a.txt: content differs]"));
      assertThatThrownBy(draft::publish).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void whatIsLeftIsNamed() throws Exception {
    Archive archive = publish();
    catalog.addLeftover("shop_backup.partial");
    Catalog.Lock lock = catalog.lock();
    ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT);
    OpenArchive open = catalog.open(archive);
    assertThatThrownBy(catalog::assertNothingLeft)
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(
            "draft shop_backup_20251024_102503_2.tar.gz",
            "open archive " + archive.name(),
            "the lock",
            "file shop_backup.partial");
    assertThat(catalog.recover()).containsExactly("shop_backup.partial");
    open.close();
    draft.close();
    lock.close();
    catalog.assertNothingLeft();
  }

  @Test
  void lockIsHeldByOneAtATime() throws Exception {
    try (Catalog.Lock lock = catalog.lock()) {
      assertThatThrownBy(catalog::lock).isInstanceOf(LockedException.class);
    }
    catalog.lockByOther(4711, START);
    assertThatThrownBy(catalog::lock)
        .isInstanceOfSatisfying(
            LockedException.class,
            e -> {
              assertThat(e.holderPid()).hasValue(4711);
              assertThat(e.since()).contains(START);
            });
  }

  @Test
  void addedArchivesAreListedNewestFirst() throws Exception {
    catalog
        .addArchive(START.minusSeconds(10), Archive.State.LEGACY)
        .addArchive(START, Archive.State.COMPLETE)
        .addArchive(START, Archive.State.INCOMPLETE)
        .addArchive(START.minusSeconds(20), Archive.State.DAMAGED);
    List<Archive> archives = catalog.list();
    assertThat(archives)
        .extracting(Archive::state)
        .containsExactly(
            Archive.State.INCOMPLETE,
            Archive.State.COMPLETE,
            Archive.State.LEGACY,
            Archive.State.DAMAGED);
    assertThat(verify(archives.get(1))).isInstanceOf(VerificationResult.Verified.class);
    assertThat(verify(archives.get(2))).isInstanceOf(VerificationResult.Unprovable.class);
    assertThat(verify(archives.get(3))).isInstanceOf(VerificationResult.Damaged.class);
    catalog.damage(archives.get(1), "pg", "short");
    assertThat(verify(archives.get(1))).isInstanceOf(VerificationResult.Damaged.class);
    try (OpenArchive damaged = catalog.open(archives.get(3))) {
      assertThatThrownBy(damaged::sources).isInstanceOf(ArchiveException.class);
    }
    try (Catalog.Lock lock = catalog.lock()) {
      catalog.delete(archives.get(2));
      assertThatThrownBy(() -> catalog.delete(archives.get(2)))
          .isInstanceOf(DestinationException.class);
    }
    assertThat(catalog.archives()).hasSize(3);
  }

  private VerificationResult verify(Archive archive) throws Exception {
    try (OpenArchive open = catalog.open(archive)) {
      return open.verify(ProgressListener.NONE);
    }
  }

  @Test
  void archiveIsExtractedAndCompared() throws Exception {
    Path into = root.resolve("restored");
    try (OpenArchive open = catalog.open(publish())) {
      assertThat(open.sources()).containsExactly(PG);
      var report = open.extract(PG, EntryFilter.ALL, into, false, ProgressListener.NONE);
      assertThat(report.entries()).isEqualTo(4);
      assertThat(report.problems()).isEmpty();
      assertThat(Files.readString(into.resolve("l/a.txt"))).isEqualTo("hello");
      var there = new SourceContent.Tree(into, Selection.EVERYTHING, Set.of());
      assertThat(open.compare(PG, EntryFilter.ALL, there)).isEmpty();

      Files.writeString(into.resolve("d/a.txt"), "HELLO");
      Files.delete(into.resolve("l"));
      assertThat(open.compare(PG, EntryFilter.ALL, there))
          .anySatisfy(line -> assertThat(line).startsWith("d/a.txt: -644").contains("instead of"))
          .contains("l: missing");
      assertThat(open.extract(PG, EntryFilter.ALL, into, false, ProgressListener.NONE).problems())
          .containsExactly("d/a.txt: exists, and was left as it is");
      assertThat(Files.readString(into.resolve("d/a.txt"))).isEqualTo("HELLO");
      open.extract(PG, EntryFilter.ALL, into, true, ProgressListener.NONE);
      assertThat(Files.readString(into.resolve("d/a.txt"))).isEqualTo("hello");
    }
  }

  @Test
  void selectedEntriesAreVisitedAndWritten() throws Exception {
    EntryFilter onlyLink = (source, path) -> path.equals(EntryPath.of("l"));
    List<String> visited = new ArrayList<>();
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    try (OpenArchive open = catalog.open(publish())) {
      open.entries(onlyLink, (source, entry) -> visited.add(source.name() + "/" + entry.path()));
      open.writeTar(PG, onlyLink, tar);
      assertThat(
              open.compare(
                  PG,
                  EntryFilter.ALL,
                  tar(TREE.toBuilder().owner(1, 1).file("d/a.txt", "hello").build())))
          .hasSize(1);
    }
    assertThat(visited).containsExactly("pg/l");
    assertThat(FileTree.readTar(new ByteArrayInputStream(tar.toByteArray())).entries()).hasSize(2);
  }
}
