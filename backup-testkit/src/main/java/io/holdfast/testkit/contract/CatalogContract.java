package io.holdfast.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.LockedException;
import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.DamagedArchive.Loss;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.OpenArchive.ExtractReport;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.VerificationResult.Verified;
import io.holdfast.core.plan.Selection;
import io.holdfast.testkit.FileTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Catalog} and what it gives out do. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
@SuppressWarnings("try") // locks are held, not used
public abstract class CatalogContract extends DraftContract {
  /** For subclasses, which own the catalog. */
  protected CatalogContract() {}

  // Listing, deleting, locking

  @Test
  void archivesAreListedNewestFirstAndByPlan() throws Exception {
    Archive older = publish(SHOP, START.minusSeconds(86_400));
    Archive newer = publish(SHOP, START);
    Archive other = publish(OTHER, START);
    putForeignFile("shop_backup_notes.txt");
    putForeignFile("shop_backup_20251024_102503.tar.gz.bak");
    putForeignFile("shop_backup_20251399_102503.tar.gz");
    assertThat(list(SHOP)).containsExactly(newer, older);
    assertThat(list(OTHER)).containsExactly(other);
  }

  @Test
  void deletedArchiveIsGoneAndTheOthersStay() throws Exception {
    Archive older = publish(SHOP, START.minusSeconds(86_400));
    Archive newer = publish(SHOP, START);
    Catalog catalog = catalog(SHOP);
    try (Catalog.Lock lock = catalog.lock()) {
      catalog.delete(older);
    }
    assertThat(list(SHOP)).containsExactly(newer);
    assertThat(verify(newer)).isInstanceOf(Verified.class);
  }

  @Test
  void lockIsHeldByOneRunOfAPlan() throws Exception {
    Catalog.Lock lock = catalog(SHOP).lock();
    Catalog second = catalog(SHOP);
    assertThatThrownBy(second::lock)
        .isInstanceOf(LockedException.class)
        .hasMessageContaining("shop");
    catalog(OTHER).lock().close();
    lock.close();
    lock.close();
    second.lock().close();
  }

  @Test
  void recoveryRemovesPartialArchivesAndNothingElse() throws Exception {
    Archive archive = publish(SHOP, START);
    leavePartial(SHOP);
    assertThat(partials()).isNotEmpty();
    Catalog catalog = catalog(SHOP);
    try (Catalog.Lock lock = catalog.lock()) {
      assertThat(catalog.recover()).isNotEmpty();
      assertThat(catalog.recover()).isEmpty();
    }
    assertThat(partials()).isEmpty();
    assertThat(list(SHOP)).containsExactly(archive);
  }

  @Test
  void recoveryLeavesOtherPlansAlone() throws Exception {
    leavePartial(OTHER);
    Catalog catalog = catalog(SHOP);
    try (Catalog.Lock lock = catalog.lock()) {
      assertThat(catalog.recover()).isEmpty();
    }
    assertThat(partials()).isNotEmpty();
  }

  // Open archives

  @Test
  void openArchiveHoldsWhatWasAppended() throws Exception {
    Archive archive = publish(SHOP, START);
    assertThat(verify(archive)).isInstanceOf(Verified.class);
    try (OpenArchive open = catalog(SHOP).open(archive)) {
      assertThat(open.file()).isEqualTo(archive.file());
      assertThat(open.info()).isEqualTo(archive.info());
      assertThat(open.sources()).containsExactly(DATA);
      assertThat(read(open, DATA).listing()).isEqualTo(VOLUME.listing());
      List<EntryPath> visited = new ArrayList<>();
      open.entries(EntryFilter.ALL, (source, entry) -> visited.add(entry.path()));
      assertThat(visited)
          .containsExactlyInAnyOrderElementsOf(VOLUME.entries().stream().map(Entry::path).toList());
    }
  }

  @Test
  void nothingIsLostOfAWholeArchiveThatIsOpenedAsADamagedOne() throws Exception {
    Archive archive = publish(SHOP, START);
    List<Loss> losses = new ArrayList<>();
    try (DamagedArchive open = catalog(SHOP).openDamaged(archive, ProgressListener.NONE)) {
      assertThat(open.sources()).containsExactly(DATA);
      assertThat(open.isProven(DATA)).isTrue();
      assertThat(read(open, DATA).listing()).isEqualTo(VOLUME.listing());
      open.losses(EntryFilter.ALL, losses::add);
    }
    assertThat(losses).isEmpty();
  }

  @Test
  void selectedEntriesAreVisited() throws Exception {
    EntryFilter wanted = (source, path) -> path.text().startsWith("base/");
    List<String> visited = new ArrayList<>();
    try (OpenArchive open = catalog(SHOP).open(publish(SHOP, START))) {
      open.entries(wanted, (source, entry) -> visited.add(source.name() + ":" + entry.path()));
    }
    assertThat(visited).containsExactlyInAnyOrder("data:base/large", "data:base/second name");
  }

  @Test
  void directoryIsArchivedExtractedAndCompared() throws Exception {
    FileTree tree =
        FileTree.builder()
            .modified(Instant.parse("2024-02-29T23:59:59Z"))
            .file("a.txt", "hello", 0640)
            .file("backups/left-out", "no")
            .directory("empty", 0750)
            .hardLink("b.txt", "a.txt")
            .symlink("link", "a.txt")
            .build();
    Path from = Files.createDirectory(host.resolve("from"));
    tree.writeTo(from);
    Catalog catalog = catalog(SHOP);
    Archive archive;
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      AppendSummary summary =
          draft.append(
              "logs/web",
              SourceKind.DIRECTORY,
              new SourceContent.Tree(from, Selection.EVERYTHING, Set.of(from.resolve("backups"))),
              ProgressListener.NONE);
      assertThat(summary.issues()).isEmpty();
      draft.finish(info(SHOP, START, saved("logs/web", SourceKind.DIRECTORY, summary)));
      assertThat(draft.verify(ProgressListener.NONE)).isInstanceOf(Verified.class);
      archive = draft.publish();
    }
    ArchivedSource source = new ArchivedSource("logs/web", SourceKind.DIRECTORY);
    Path into = host.resolve("into");
    try (OpenArchive open = catalog.open(archive)) {
      assertThat(open.sources()).containsExactly(source);
      ExtractReport report =
          open.extract(source, EntryFilter.ALL, into, false, ProgressListener.NONE);
      assertThat(report.problems()).isEmpty();
      assertThat(FileTree.read(into).wholeSeconds().listing())
          .filteredOn(line -> !line.startsWith(". "))
          .isEqualTo(
              FileTree.read(from, Set.of(from.resolve("backups"))).wholeSeconds().listing().stream()
                  .filter(line -> !line.startsWith(". "))
                  .toList());
      SourceContent there = new SourceContent.Tree(into, Selection.EVERYTHING, Set.of());
      assertThat(open.compare(source, EntryFilter.ALL, there)).isEmpty();
      Files.writeString(into.resolve("a.txt"), "HELLO");
      Files.delete(into.resolve("link"));
      assertThat(open.compare(source, EntryFilter.ALL, there))
          .anySatisfy(line -> assertThat(line).contains("a.txt"))
          .anySatisfy(line -> assertThat(line).contains("link"));
    }
  }

  @Test
  void volumeIsComparedWithItsTar() throws Exception {
    try (OpenArchive open = catalog(SHOP).open(publish(SHOP, START))) {
      assertThat(open.compare(DATA, EntryFilter.ALL, content(tar(VOLUME)))).isEmpty();
      FileTree changed =
          VOLUME.toBuilder().owner(70, 1000).file("PG_VERSION", "17\n", 0600).build();
      assertThat(open.compare(DATA, EntryFilter.ALL, content(tar(changed))))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).contains("PG_VERSION"));
    }
  }
}
