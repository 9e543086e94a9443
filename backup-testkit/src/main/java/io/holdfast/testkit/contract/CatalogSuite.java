package io.holdfast.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.catalog.VerificationResult.Verified;
import io.holdfast.core.plan.PlanName;
import io.holdfast.core.plan.Selection;
import io.holdfast.testkit.FileTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** What the suite for catalogs needs from its subclass, and what it makes of that. */
@SuppressWarnings("try") // locks are held, not used
abstract class CatalogSuite {
  /** The zone of the plans: one with a repeated hour. */
  protected static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  static final PlanName SHOP = new PlanName("shop");
  static final PlanName OTHER = new PlanName("shop_backup");
  static final Instant START = Instant.parse("2025-10-24T08:25:03.987Z");

  static final FileTree VOLUME =
      FileTree.builder()
          .owner(70, 1000)
          .modified(Instant.parse("2024-02-29T23:59:59Z"))
          .root(0700)
          .directory("empty", 0)
          .file("PG_VERSION", "16\n", 0600)
          .file("base/large", new byte[3_000_001], 0640)
          .hardLink("base/second name", "base/large")
          .symlink("link", "base/large")
          .file(EntryPath.ofBytes(new byte[] {'r', 'a', 'w', (byte) 0xff}), new byte[7], 0644)
          .file("n".repeat(200), "long")
          .build();

  /** A directory of the host for sources and targets. */
  @TempDir protected Path host;

  // What a subclass supplies

  /**
   * The catalog of a plan; each call looks anew at the one destination of the test.
   *
   * @param plan any name; several plans share the destination
   * @return a catalog that need not be closed
   * @throws Exception fails the test
   */
  protected abstract Catalog catalog(PlanName plan) throws Exception;

  /**
   * Leaves a partial archive of a plan as a run does that was killed.
   *
   * @param plan whose run was killed
   * @throws Exception fails the test
   */
  protected abstract void leavePartial(PlanName plan) throws Exception;

  /**
   * The names of partial archives at the destination.
   *
   * @return those of all plans
   * @throws Exception fails the test
   */
  protected abstract List<String> partials() throws Exception;

  /**
   * Puts a file of this name into the destination that no catalog made.
   *
   * @param name without directories
   * @throws Exception fails the test
   */
  protected abstract void putForeignFile(String name) throws Exception;

  // The suite's own means

  static InputStream tar(FileTree tree) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tree.writeTar(tar);
    return new ByteArrayInputStream(tar.toByteArray());
  }

  static SourceContent.TarStream content(InputStream tar) {
    return new SourceContent.TarStream(tar, Selection.EVERYTHING);
  }

  static AppendSummary append(ArchiveDraft draft, String name, FileTree volume) throws Exception {
    return draft.append(name, SourceKind.VOLUME, content(tar(volume)), ProgressListener.NONE);
  }

  static SourceRecord saved(String name, AppendSummary summary) {
    return saved(name, SourceKind.VOLUME, summary);
  }

  static SourceRecord saved(String name, SourceKind kind, AppendSummary summary) {
    return new SourceRecord(
        name,
        kind == SourceKind.VOLUME
            ? new SourceRecord.Origin.Volume("local", Map.of("o", "x"), Map.of("l", "y"), "helper")
            : new SourceRecord.Origin.Directory("/srv/" + name),
        SourceRecord.Outcome.SAVED,
        "",
        summary.entries(),
        summary.bytes(),
        0,
        List.of(),
        Optional.of(summary.manifestSha256()));
  }

  static SourceRecord missing(String name) {
    return SourceRecord.absent(
        name,
        new SourceRecord.Origin.Directory("/srv/" + name),
        SourceRecord.Outcome.MISSING,
        "directory '" + name + "' does not exist");
  }

  static ArchiveInfo info(PlanName plan, Instant start, SourceRecord... sources) {
    return new ArchiveInfo(
        plan,
        "host",
        start,
        start.plusSeconds(60),
        ZONE,
        "1.2.3",
        "fast",
        "isal",
        List.of(sources));
  }

  final Archive publish(PlanName plan, Instant start) throws Exception {
    Catalog catalog = catalog(plan);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(start, Packing.DEFAULT)) {
      AppendSummary summary = append(draft, "data", VOLUME);
      draft.finish(info(plan, start, saved("data", summary)));
      assertThat(draft.verify(ProgressListener.NONE)).isInstanceOf(Verified.class);
      return draft.publish();
    }
  }

  final List<Archive> list(PlanName plan) throws Exception {
    return catalog(plan).list();
  }

  static FileTree read(OpenArchive archive, ArchivedSource source) throws Exception {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    archive.writeTar(source, EntryFilter.ALL, tar);
    return FileTree.readTar(new ByteArrayInputStream(tar.toByteArray())).wholeSeconds();
  }

  static final ArchivedSource DATA = new ArchivedSource("data", SourceKind.VOLUME);

  final VerificationResult verify(Archive archive) throws Exception {
    try (OpenArchive open = catalog(archive.name().plan()).open(archive)) {
      return open.verify(ProgressListener.NONE);
    }
  }

  final List<String> namesAfterArchiving(SourceKind kind, SourceContent content) throws Exception {
    Catalog catalog = catalog(SHOP);
    Archive archive;
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      AppendSummary summary = draft.append("data", kind, content, ProgressListener.NONE);
      assertThat(summary.issues()).isEmpty();
      draft.finish(info(SHOP, START, saved("data", kind, summary)));
      assertThat(draft.verify(ProgressListener.NONE)).isInstanceOf(Verified.class);
      archive = draft.publish();
    }
    List<String> names = new ArrayList<>();
    try (OpenArchive open = catalog.open(archive)) {
      open.entries(EntryFilter.ALL, (source, entry) -> names.add(entry.path().text()));
    }
    return names;
  }
}
