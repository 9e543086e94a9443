package io.holdfast.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.internal.format.Footer;
import io.holdfast.archive.internal.read.ArchiveReader;
import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.Reuse;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Origin;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.Compression;
import io.holdfast.core.plan.PlanName;
import io.holdfast.core.plan.Selection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a run takes from an earlier archive, on the real file system. Whatever it takes, the new
 * archive has to hold what is in the tree now.
 */
@SuppressWarnings("try") // a lock is held, not used
final class ReuseTest {
  private static final PlanName PLAN = new PlanName("p");
  private static final Packing NORMAL = Packing.DEFAULT;
  private static final int FILES = 44;

  @TempDir Path temp;
  private Path tree = Path.of("");
  private Path destination = Path.of("");
  private Instant clock = Instant.EPOCH;
  private int restores;

  @BeforeEach
  void makeTree() throws Exception {
    tree = temp.resolve("tree");
    destination = temp.resolve("backups");
    // Files made now are long unchanged when the first run starts.
    clock = Instant.now(Clock.systemUTC()).plus(Duration.ofHours(1));
    Random random = new Random(1);
    Files.createDirectories(tree.resolve("a/sub"));
    Files.createDirectories(tree.resolve("a-b"));
    for (int i = 0; i < 40; i++) {
      byte[] content = new byte[1 + random.nextInt(60_000)];
      random.nextBytes(content);
      Files.write(tree.resolve((i % 2 == 0 ? "a/sub/small-" : "a-b/small-") + i), content);
    }
    Files.write(tree.resolve("a/large"), random(3_000_000, 2));
    Files.write(tree.resolve("a/exact"), random(128 << 10, 3));
    Files.write(tree.resolve("a/whole-chunks"), random(2 << 20, 4));
    Files.write(tree.resolve("z"), new byte[700_000]);
    Files.createFile(tree.resolve("a/empty"));
    Files.createLink(tree.resolve("a/twin"), tree.resolve("a/large"));
    Files.createSymbolicLink(tree.resolve("a/link"), Path.of("large"));
  }

  @Test
  void nothingIsReadAgainWhenNothingChanged() throws Exception {
    assertThat(run(NORMAL)).extracting(Reuse::from).isEqualTo(Optional.empty());
    Path first = newest();
    Reuse reuse = run(NORMAL);
    assertThat(reuse.from().orElseThrow()).hasToString(String.valueOf(first.getFileName()));
    assertThat(reuse.unreadFiles()).isEqualTo(FILES);
    assertThat(reuse.files()).isEqualTo(FILES);
    assertThat(reuse.ofBytes() - reuse.bytes()).isBetween(0L, 9000L); // RESTORE.txt names the file
    assertThat(reuse.warnings()).isEmpty();
    assertThat(run(NORMAL).unreadFiles()).isEqualTo(FILES);
    assertSavedAsItIs();
  }

  @Test
  void theSameInputAndTheSameEarlierArchiveGiveTheSameBytes() throws Exception {
    run(NORMAL);
    StockTools.run("cp", "-a", destination.toString(), temp.resolve("other").toString());
    Files.write(tree.resolve("a/large"), new byte[] {1}, StandardOpenOption.APPEND);
    Files.writeString(tree.resolve("a/new"), "new");
    Instant before = clock;
    run(NORMAL);
    Path one = newest();
    destination = temp.resolve("other");
    clock = before;
    run(NORMAL);
    assertThat(Files.mismatch(one, newest())).isEqualTo(-1);
  }

  @Test
  void readingEverythingAgainGivesTheSameChunks() throws Exception {
    run(NORMAL);
    Reuse reuse = run(new Packing(Compression.FAST, true));
    assertThat(reuse.unreadFiles()).isZero();
    assertThat(reuse.ofBytes() - reuse.bytes()).isBetween(0L, 9000L);
    assertThat(run(NORMAL).unreadFiles()).isEqualTo(FILES);
    assertSavedAsItIs();
  }

  /** Changes one thing, runs, and tells how many files were read again. */
  private long readAfter(Change change) throws Exception {
    run(NORMAL);
    change.make();
    Reuse reuse = run(NORMAL);
    assertThat(reuse.warnings()).isEmpty();
    assertSavedAsItIs();
    return reuse.files() - reuse.unreadFiles();
  }

  @FunctionalInterface
  private interface Change {
    void make() throws Exception;
  }

  @Test
  void aFileOfTheSameSizeAndTimeWithOtherContentIsRead() throws Exception {
    for (String name : List.of("a/large", "a/sub/small-2", "a/exact")) {
      Path file = tree.resolve(name);
      assertThat(
              readAfter(
                  () -> {
                    FileTime time = Files.getLastModifiedTime(file);
                    overwrite(file, 5, new byte[] {1, 2, 3});
                    Files.setLastModifiedTime(file, time);
                  }))
          .as(name)
          .isEqualTo(1);
    }
  }

  @Test
  void aFileThatWasReplacedByACopyWithItsTimesIsRead() throws Exception {
    Path copy = temp.resolve("copy");
    assertThat(
            readAfter(
                () -> {
                  StockTools.run("cp", "-p", tree.resolve("z").toString(), copy.toString());
                  Files.move(copy, tree.resolve("z"), StandardCopyOption.REPLACE_EXISTING);
                }))
        .isEqualTo(1);
  }

  @Test
  void aFileWhoseModeAloneChangedIsRead() throws Exception {
    assertThat(
            readAfter(
                () -> StockTools.run("chmod", "0600", tree.resolve("a/sub/small-4").toString())))
        .isEqualTo(1);
  }

  @Test
  void attributesStayWhereFilesAreNotReadAndNewOnesCome() throws Exception {
    Required.of(StockTools.has("setfattr"), "setfattr is not installed");
    setAttribute("a/exact", "first");
    setAttribute("a/sub/small-0", "first");
    setAttribute("a", "first");
    assertThat(readAfter(() -> {})).as("a file with attributes is not read again").isZero();
    assertThat(readAfter(() -> setAttribute("a/exact", "second"))).isOne();
    Path target = Files.createDirectories(temp.resolve("attributes"));
    StockTools.run(
        "tar", "--xattrs", "-xf", newest().toString(), "-C", target.toString(), "data/a");
    for (String name : List.of("a/exact=second", "a/sub/small-0=first", "a=first")) {
      String[] parts = name.split("=", -1);
      String file = target.resolve("data").resolve(parts[0]).toString();
      assertThat(
              StockTools.run(
                  "getfattr", "--absolute-names", "--only-values", "-n", "user.test", file))
          .isEqualTo(parts[1]);
    }
  }

  private void setAttribute(String name, String value) throws Exception {
    StockTools.run("setfattr", "-n", "user.test", "-v", value, tree.resolve(name).toString());
  }

  /** Where its holes are is not known of an earlier archive; its chunks are taken all the same. */
  @Test
  void aFileWithHolesIsReadAndItsChunksAreTaken() throws Exception {
    Path file = Files.write(tree.resolve("a/holes"), random(3_000_000, 9));
    StockTools.run("truncate", "-s", "80M", file.toString());
    run(NORMAL);
    Reuse reuse = run(NORMAL);
    assertThat(reuse.files() - reuse.unreadFiles()).isOne();
    assertThat(reuse.ofBytes() - reuse.bytes()).isBetween(0L, 9000L);
    assertSavedAsItIs();
    Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
    run(NORMAL);
    assertSavedAsItIs();
  }

  @Test
  void filesThatGrewShrankOrWereEmptiedAreRead() throws Exception {
    assertThat(
            readAfter(
                () -> {
                  Files.write(tree.resolve("a/sub/small-6"), random(300_000, 6));
                  Files.write(tree.resolve("a/exact"), random(1000, 7));
                  Files.write(tree.resolve("a/empty"), random(10, 8));
                }))
        .isEqualTo(3);
  }

  @Test
  void aFileThatMovedIsReadAndItsChunksAreTaken() throws Exception {
    run(NORMAL);
    Files.move(tree.resolve("a/whole-chunks"), tree.resolve("a-b/elsewhere"));
    Reuse reuse = run(NORMAL);
    assertThat(reuse.files() - reuse.unreadFiles()).isEqualTo(1);
    assertThat(reuse.bytes()).isGreaterThan((2 << 20) + 3_000_000);
    assertSavedAsItIs();
  }

  @Test
  void filesThatCameAndWentLeaveTheOthersUnread() throws Exception {
    assertThat(
            readAfter(
                () -> {
                  Files.delete(tree.resolve("a/sub/small-0"));
                  Files.writeString(tree.resolve("a/sub/small-00"), "new");
                  Files.createDirectory(tree.resolve("a.b"));
                  Files.writeString(tree.resolve("a.b/new"), "new");
                  StockTools.run("rm", "-r", tree.resolve("a-b").toString());
                }))
        .isEqualTo(2);
  }

  @Test
  void aNewHardLinkCountsAsAChangeOfItsFile() throws Exception {
    assertThat(readAfter(() -> Files.createLink(tree.resolve("zz"), tree.resolve("z"))))
        .isEqualTo(1);
    // From now on the first name is another, which has no state.
    assertThat(readAfter(() -> Files.createLink(tree.resolve("0"), tree.resolve("z"))))
        .isEqualTo(1);
  }

  @Test
  void whatIsExcludedNowOrWasExcludedBeforeDoesNotMatter() throws Exception {
    Selection without = new Selection(List.of("small-1*", "/a/exact"), false);
    run(NORMAL, without, () -> {});
    Reuse all = run(NORMAL);
    assertThat(all.files() - all.unreadFiles()).isEqualTo(12);
    assertSavedAsItIs();
    Reuse less = run(NORMAL, without, () -> {});
    assertThat(less.files()).isEqualTo(FILES - 12).isEqualTo(less.unreadFiles());
  }

  @Test
  void aFileChangedRightBeforeARunIsReadByTheNext() throws Exception {
    // All others were made after this one.
    Path oldest = tree.resolve("a/sub/small-0");
    Instant changed = ((FileTime) Files.getAttribute(oldest, "unix:ctime")).toInstant();
    clock = changed.plusMillis(1900).minusSeconds(60);
    run(NORMAL);
    clock = changed.plus(Duration.ofMinutes(5));
    assertThat(run(NORMAL).unreadFiles()).isZero();
    assertThat(run(NORMAL).unreadFiles()).isEqualTo(FILES);
  }

  @Test
  void aSourceThatIsAnotherDirectoryIsRead() throws Exception {
    run(NORMAL);
    Path moved = temp.resolve("moved");
    Files.move(tree, moved);
    tree = moved;
    Reuse reuse = run(NORMAL);
    assertThat(reuse.unreadFiles()).isZero();
    assertThat(reuse.bytes()).isPositive();
    assertSavedAsItIs();
  }

  @Test
  void damageOfAnyMemberIsReadAroundAndSaidOnce() throws Exception {
    run(NORMAL);
    Path first = newest();
    byte[] whole = Files.readAllBytes(first);
    int tail = (int) footer(whole).indexOffset();
    Path keep = temp.resolve("keep");
    for (int i = 0; i < 12; i++) {
      byte[] damaged = whole.clone();
      damaged[(int) ((long) tail * i / 12) + 500] ^= 4;
      Files.write(first, damaged);
      Reuse reuse = run(NORMAL);
      assertThat(reuse.from().orElseThrow()).hasToString(String.valueOf(first.getFileName()));
      assertThat(reuse.warnings()).hasSize(1);
      assertThat(reuse.warnings().get(0))
          .contains(String.valueOf(first.getFileName()), "is damaged")
          .doesNotContain("\n");
      assertSavedAsItIs();
      Files.move(newest(), keep, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void anArchiveThatIsCutOffWhileItIsUsedIsReadAround() throws Exception {
    run(NORMAL);
    Path first = newest();
    for (long left : new long[] {0, 1_000_000, Files.size(first) - 10_000}) {
      byte[] whole = Files.readAllBytes(first);
      Reuse reuse = run(NORMAL, Selection.EVERYTHING, () -> truncate(first, left));
      assertThat(reuse.warnings()).singleElement().asString().contains("became shorter");
      assertSavedAsItIs();
      Files.delete(newest());
      Files.write(first, whole);
    }
  }

  @Test
  void anArchiveThatIsDeletedWhileItIsUsedIsStillThere() throws Exception {
    run(NORMAL);
    Path first = newest();
    Reuse reuse = run(NORMAL, Selection.EVERYTHING, () -> delete(first));
    assertThat(reuse.unreadFiles()).isEqualTo(FILES);
    assertThat(reuse.warnings()).isEmpty();
    assertSavedAsItIs();
  }

  @Test
  void whatIsNoArchiveOfThisPlanIsPassedOver() throws Exception {
    run(NORMAL);
    Path first = newest();
    Path foreign = destination.resolve("p_backup_29990101_000000.tar.gz");
    StockTools.run("tar", "-czf", foreign.toString(), "-C", tree.toString(), "a");
    Files.createDirectory(destination.resolve("p_backup_29990101_000001.tar.gz"));
    Files.createSymbolicLink(destination.resolve("p_backup_29990101_000002.tar.gz"), first);
    Files.copy(first, destination.resolve("other_backup_29990101_000000.tar.gz"));
    Reuse reuse = run(NORMAL);
    assertThat(reuse.from().orElseThrow()).hasToString(String.valueOf(first.getFileName()));
    assertThat(reuse.unreadFiles()).isEqualTo(FILES);
    assertThat(reuse.warnings()).isEmpty();
  }

  @Test
  void anArchiveWithoutItsEndIsNamedAndAnOlderOneTaken() throws Exception {
    run(NORMAL);
    Path first = newest();
    run(NORMAL);
    Path second = newest();
    truncate(second, Files.size(second) - 1);
    Reuse reuse = run(NORMAL);
    assertThat(reuse.from().orElseThrow()).hasToString(String.valueOf(first.getFileName()));
    assertThat(reuse.warnings()).singleElement().asString().contains(second.toString());
    assertSavedAsItIs();
    Files.delete(newest());
    truncate(first, 1000);
    Reuse none = run(NORMAL);
    assertThat(none.from()).isEmpty();
    assertThat(none.warnings()).hasSize(1);
    assertSavedAsItIs();
  }

  @Test
  void anArchiveThatWasCompressedInAnotherWayIsNotTaken() throws Exception {
    run(NORMAL);
    Packing stored = new Packing(Compression.NONE, false);
    assertThat(run(stored)).extracting(Reuse::from).isEqualTo(Optional.empty());
    Path second = newest();
    assertThat(run(stored).from().orElseThrow()).hasToString(String.valueOf(second.getFileName()));
    assertThat(run(NORMAL).unreadFiles()).isEqualTo(FILES);
  }

  @Test
  void theLibrariesThatWroteWhatIsCopiedAreNamedToo() throws Exception {
    clock = clock.plusSeconds(60);
    try (Catalog.Lock lock = catalog().lock();
        ArchiveDraft draft = catalog().begin(clock, NORMAL)) {
      ArchiveInfo info = info(draft, clock, append(draft, "data", Selection.EVERYTHING));
      draft.finish(withCodec(info, "libdeflate+another"));
      assertThat(draft.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Verified.class);
      draft.publish();
    }
    for (int i = 0; i < 2; i++) {
      run(NORMAL);
      assertThat(codecOf(newest()).split("\\+"))
          .contains("jdk", "libdeflate", "another")
          .doesNotHaveDuplicates();
    }
    assertSavedAsItIs();
  }

  @Test
  void anArchiveThatNamesNoLibraryMayBeTheWorkOfTheOldOnes() throws Exception {
    clock = clock.plusSeconds(60);
    try (Catalog.Lock lock = catalog().lock();
        ArchiveDraft draft = catalog().begin(clock, NORMAL)) {
      ArchiveInfo info = info(draft, clock, append(draft, "data", Selection.EVERYTHING));
      draft.finish(withCodec(info, ""));
      draft.verify(ProgressListener.NONE);
      draft.publish();
    }
    run(NORMAL);
    assertThat(codecOf(newest()).split("\\+")).contains("isal", "jdk").doesNotHaveDuplicates();
  }

  private static ArchiveInfo withCodec(ArchiveInfo info, String codec) {
    return new ArchiveInfo(
        info.plan(),
        info.host(),
        info.startedAt(),
        info.finishedAt(),
        info.zone(),
        info.toolVersion(),
        info.compression(),
        codec,
        info.sources());
  }

  private static String codecOf(Path archive) throws Exception {
    try (OpenArchive open = ArchiveFile.open(archive)) {
      return open.info().orElseThrow().codec();
    }
  }

  @Test
  void anIndexOfTheFirstVersionHasNoStates() throws Exception {
    Files.createDirectory(destination);
    try (InputStream archive =
        Objects.requireNonNull(
            ReuseTest.class.getResourceAsStream("internal/reuse/index-version-1.tar.gz"))) {
      Files.copy(archive, destination.resolve("p_backup_20261123_214418.tar.gz"));
    }
    Reuse reuse = run(NORMAL);
    assertThat(reuse.from()).isPresent();
    assertThat(reuse.unreadFiles()).isZero();
    assertThat(reuse.warnings()).isEmpty();
    assertSavedAsItIs();
  }

  @Test
  void sourcesThatAreTakenOutAgainCountForNothing() throws Exception {
    run(NORMAL);
    DirectoryCatalog catalog = catalog();
    Instant start = clock;
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(start, NORMAL)) {
      append(draft, "other", Selection.EVERYTHING);
      AppendSummary gone = append(draft, "data", Selection.EVERYTHING);
      draft.rollback();
      AppendSummary again = append(draft, "data", Selection.EVERYTHING);
      assertThat(again).isEqualTo(gone);
      draft.rollback();
      draft.rollback();
      AppendSummary last = append(draft, "data", Selection.EVERYTHING);
      draft.finish(info(draft, start, last));
      assertThat(draft.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Verified.class);
      assertThat(draft.reuse().files()).isEqualTo(FILES).isEqualTo(draft.reuse().unreadFiles());
      assertThat(draft.reuse().bytes()).isLessThanOrEqualTo(draft.reuse().ofBytes());
      draft.publish();
    }
    assertSavedAsItIs();
  }

  @Test
  void aVolumeReadByATarGivesNoStatesAndItsChunksAreTaken() throws Exception {
    byte[] tar = StockTools.tarOf(tree).getInputStream().readAllBytes();
    SourceContent[] contents = new SourceContent[2];
    Reuse last = Reuse.NONE;
    for (int i = 0; i < 3; i++) {
      contents[0] =
          new SourceContent.TarStream(new ByteArrayInputStream(tar), Selection.EVERYTHING);
      contents[1] = new SourceContent.Tree(tree, Selection.EVERYTHING, Set.of());
      clock = clock.plusSeconds(60);
      DirectoryCatalog catalog = catalog();
      try (Catalog.Lock lock = catalog.lock();
          ArchiveDraft draft = catalog.begin(clock, NORMAL)) {
        // The volume was read by a tar, and then directly; its name and kind stay.
        AppendSummary summary =
            draft.append("vol", SourceKind.VOLUME, contents[Math.min(1, i)], ProgressListener.NONE);
        Origin origin = new Origin.Volume("local", Map.of(), Map.of(), "helper");
        draft.finish(info(draft, clock, record("vol", origin, summary)));
        assertThat(draft.verify(ProgressListener.NONE))
            .isInstanceOf(VerificationResult.Verified.class);
        last = draft.reuse();
        assertThat(last.unreadFiles()).isEqualTo(i < 2 ? 0 : FILES);
        draft.publish();
      }
    }
    assertThat(last.bytes()).isGreaterThan(5_000_000);
  }

  /** In a volume its zeros are archived, and so is where they were holes. */
  @Test
  void aFileWithHolesInAVolumeIsNotReadAgainAndKeepsThem() throws Exception {
    Path file = Files.write(tree.resolve("a/holes"), random(300_000, 9));
    StockTools.run("truncate", "-s", "80M", file.toString());
    for (int i = 0; i < 3; i++) {
      clock = clock.plusSeconds(60);
      DirectoryCatalog catalog = catalog();
      try (Catalog.Lock lock = catalog.lock();
          ArchiveDraft draft = catalog.begin(clock, NORMAL)) {
        SourceContent content = new SourceContent.Tree(tree, Selection.EVERYTHING, Set.of());
        AppendSummary summary =
            draft.append("vol", SourceKind.VOLUME, content, ProgressListener.NONE);
        Origin origin = new Origin.Volume("local", Map.of(), Map.of(), "direct");
        draft.finish(info(draft, clock, record("vol", origin, summary)));
        assertThat(draft.verify(ProgressListener.NONE))
            .isInstanceOf(VerificationResult.Verified.class);
        assertThat(draft.reuse().unreadFiles()).isEqualTo(i == 0 ? 0 : FILES + 1);
        draft.publish();
      }
    }
    Path target = temp.resolve("restored");
    try (OpenArchive archive = ArchiveReader.open(newest())) {
      archive.extract(
          archive.sources().get(0), EntryFilter.ALL, target, false, ProgressListener.NONE);
    }
    StockTools.run("diff", "-r", "--no-dereference", tree.toString(), target.toString());
    String blocks = StockTools.run("stat", "-c", "%b", target.resolve("a/holes").toString());
    assertThat(Long.parseLong(blocks.strip())).isLessThan(1000);
  }

  // One run

  private Reuse run(Packing packing) throws Exception {
    return run(packing, Selection.EVERYTHING, () -> {});
  }

  /** A run; {@code meanwhile} happens when the earlier archive is open. */
  private Reuse run(Packing packing, Selection selection, Runnable meanwhile) throws Exception {
    DirectoryCatalog catalog = catalog();
    clock = clock.plusSeconds(60);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(clock, packing)) {
      meanwhile.run();
      AppendSummary summary = append(draft, "data", selection);
      assertThat(summary.issues()).isEmpty();
      String word = packing.compression() == Compression.NONE ? "none" : "fast";
      draft.finish(info(draft, clock, word, record("data", directory(), summary)));
      assertThat(draft.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Verified.class);
      Archive published = draft.publish();
      assertThat(published.state()).isEqualTo(Archive.State.COMPLETE);
      return draft.reuse();
    }
  }

  private DirectoryCatalog catalog() {
    return DirectoryCatalog.at(destination, PLAN, ZoneOffset.UTC, Clock.systemUTC());
  }

  private AppendSummary append(ArchiveDraft draft, String name, Selection selection)
      throws Exception {
    return draft.append(
        name,
        SourceKind.DIRECTORY,
        new SourceContent.Tree(tree, selection, Set.of()),
        ProgressListener.NONE);
  }

  private ArchiveInfo info(ArchiveDraft draft, Instant start, AppendSummary summary) {
    return info(draft, start, record("data", directory(), summary));
  }

  private static ArchiveInfo info(ArchiveDraft draft, Instant start, SourceRecord source) {
    return info(draft, start, "fast", source);
  }

  private static ArchiveInfo info(
      ArchiveDraft draft, Instant start, String compression, SourceRecord source) {
    return new ArchiveInfo(
        PLAN,
        "host",
        start,
        start,
        ZoneOffset.UTC,
        "0",
        compression,
        draft.codec(),
        List.of(source));
  }

  private Origin directory() {
    return new Origin.Directory(tree.toString());
  }

  private static SourceRecord record(String name, Origin origin, AppendSummary summary) {
    return new SourceRecord(
        name,
        origin,
        SourceRecord.Outcome.SAVED,
        "",
        summary.entries(),
        summary.bytes(),
        0,
        List.of(),
        Optional.of(summary.manifestSha256()));
  }

  /** Holds the newest archive against the tree, with tar and with what reads everything. */
  private void assertSavedAsItIs() throws Exception {
    Path out = Files.createDirectory(temp.resolve("out-" + restores++));
    StockTools.run("tar", "-xzf", newest().toString(), "-C", out.toString());
    StockTools.run(
        "diff", "-r", "--no-dereference", tree.toString(), out.resolve("data").toString());
    StockTools.run("rm", "-r", out.toString());
  }

  private Path newest() throws IOException {
    try (var files = Files.list(destination)) {
      return files
          .filter(file -> file.toString().endsWith(".tar.gz"))
          .filter(file -> !file.toString().contains("_29990101_"))
          .max(Path::compareTo)
          .orElseThrow();
    }
  }

  private static Footer footer(byte[] archive) {
    byte[] end = new byte[Footer.LENGTH];
    System.arraycopy(archive, archive.length - end.length, end, 0, end.length);
    return Footer.decode(end).orElseThrow();
  }

  private static byte[] random(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void overwrite(Path file, long at, byte[] with) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(with), at);
    }
  }

  private static void truncate(Path file, long size) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
