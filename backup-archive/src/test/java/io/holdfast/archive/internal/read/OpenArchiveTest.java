package io.holdfast.archive.internal.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.archive.HostDirectories;
import io.holdfast.archive.StockTools;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.OpenArchive.ExtractReport;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.restore.RestoreRequest;
import io.holdfast.core.restore.RestoreResult;
import io.holdfast.core.restore.Restorer;
import io.holdfast.testkit.FakeContainerEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listing, extraction and comparison: of our archives by their index, of others in order. */
final class OpenArchiveTest {
  private static final ArchivedSource DIR = new ArchivedSource("dir", SourceKind.DIRECTORY);
  private static final ArchivedSource VOL = new ArchivedSource("vol", SourceKind.VOLUME);

  @TempDir Path temp;
  private Path tree = Path.of("");
  private Path ours = Path.of("");
  private Path theirs = Path.of("");

  @BeforeEach
  void makeArchives() throws Exception {
    tree = Files.createDirectories(temp.resolve("dir/sub")).getParent();
    Files.writeString(tree.resolve("a"), "a");
    Files.write(tree.resolve("large"), new byte[1_500_000]);
    Files.createLink(tree.resolve("sub/twin1"), tree.resolve("a"));
    Files.createLink(tree.resolve("sub/twin2"), tree.resolve("a"));
    Files.createSymbolicLink(tree.resolve("sub/up"), Path.of("../a"));
    ours = temp.resolve("ours.tar.gz");
    try (ArchiveFixture archive = new ArchiveFixture(ours)) {
      archive.directory("dir", tree);
      archive.volume("vol", StockTools.tarOf(tree).getInputStream(), Selection.EVERYTHING);
      archive.finish();
    }
    theirs = temp.resolve("theirs.tar.gz");
    StockTools.run("tar", "-cf", temp.resolve("vol.tar").toString(), "-C", tree.toString(), ".");
    StockTools.run("tar", "-czf", theirs.toString(), "-C", temp.toString(), "./dir", "vol.tar");
  }

  @Test
  void bothKindsListTheSameSourcesAndEntries() throws Exception {
    for (Path file : List.of(ours, theirs)) {
      try (OpenArchive archive = ArchiveReader.open(file)) {
        assertThat(archive.sources()).containsExactly(DIR, VOL);
        List<String> entries = new ArrayList<>();
        archive.entries(
            EntryFilter.ALL, (source, entry) -> entries.add(source.name() + ":" + entry.path()));
        assertThat(entries)
            .hasSize(14)
            .contains("dir:", "dir:sub/twin2", "vol:", "vol:large", "vol:sub/up");
      }
    }
  }

  @Test
  void everythingComesBack() throws Exception {
    for (Path file : List.of(ours, theirs)) {
      for (ArchivedSource source : List.of(DIR, VOL)) {
        Path target = temp.resolve("out-" + source.name() + "-" + file.getFileName());
        try (OpenArchive archive = ArchiveReader.open(file)) {
          ExtractReport report =
              archive.extract(source, EntryFilter.ALL, target, false, ProgressListener.NONE);
          assertThat(report.problems()).isEmpty();
          assertThat(report.entries()).isEqualTo(7);
          assertThat(
                  archive.compare(
                      source,
                      EntryFilter.ALL,
                      new SourceContent.Tree(target, Selection.EVERYTHING, Set.of())))
              .isEmpty();
        }
        StockTools.run("diff", "-r", "--no-dereference", tree.toString(), target.toString());
        assertThat(inode(target.resolve("sub/twin2"))).isEqualTo(inode(target.resolve("a")));
      }
    }
  }

  @Test
  void linksOfAnUnselectedFileGetItsContentOnce() throws Exception {
    EntryFilter twins = (source, path) -> path.isRoot() || path.toString().startsWith("sub");
    for (ArchivedSource source : List.of(DIR, VOL)) {
      Path target = temp.resolve("twins-" + source.name());
      try (OpenArchive archive = ArchiveReader.open(ours)) {
        ExtractReport report = archive.extract(source, twins, target, false, ProgressListener.NONE);
        assertThat(report.problems()).isEmpty();
      }
      assertThat(Files.readString(target.resolve("sub/twin1"))).isEqualTo("a");
      assertThat(inode(target.resolve("sub/twin1"))).isEqualTo(inode(target.resolve("sub/twin2")));
      assertThat(target.resolve("a")).doesNotExist();
      assertThat(target.resolve("large")).doesNotExist();
    }
  }

  @Test
  void aSelectionAsATarIsReadByTar() throws Exception {
    EntryFilter twins = (source, path) -> path.toString().startsWith("sub");
    for (ArchivedSource source : List.of(DIR, VOL)) {
      ByteArrayOutputStream tar = new ByteArrayOutputStream();
      try (OpenArchive archive = ArchiveReader.open(ours)) {
        archive.writeTar(source, twins, tar);
      }
      Path file = Files.write(temp.resolve("selection.tar"), tar.toByteArray());
      Path target = Files.createDirectories(temp.resolve("selected-" + source.name()));
      StockTools.run("tar", "-xpf", file.toString(), "-C", target.toString());
      assertThat(Files.readString(target.resolve("sub/twin2"))).isEqualTo("a");
    }
  }

  @Test
  void comparisonNamesEveryDifference() throws Exception {
    Path target = temp.resolve("changed");
    try (OpenArchive archive = ArchiveReader.open(ours)) {
      archive.extract(DIR, EntryFilter.ALL, target, false, ProgressListener.NONE);
      Files.writeString(target.resolve("large"), "other");
      Files.delete(target.resolve("sub/up"));
      Files.writeString(target.resolve("not in the archive"), "is no difference");
      List<String> differences =
          archive.compare(
              DIR, EntryFilter.ALL, new SourceContent.Tree(target, Selection.EVERYTHING, Set.of()));
      assertThat(differences)
          .anyMatch(line -> line.startsWith("large has other content"))
          .anyMatch(line -> line.startsWith("sub/up is missing"))
          .noneMatch(line -> line.contains("not in the archive"));
      assertThat(
              archive.compare(
                  VOL,
                  EntryFilter.ALL,
                  new SourceContent.TarStream(
                      StockTools.tarOf(tree).getInputStream(), Selection.EVERYTHING)))
          .isEmpty();
    }
  }

  @Test
  void anArchiveOfAnotherToolCannotBeProven() throws Exception {
    try (OpenArchive archive = ArchiveReader.open(theirs)) {
      assertThat(archive.info()).isEmpty();
      assertThat(archive.verify(ProgressListener.NONE))
          .isEqualTo(new VerificationResult.Unprovable(14));
    }
    byte[] bytes = Files.readAllBytes(theirs);
    bytes[bytes.length / 2] ^= 4;
    Path bad = Files.write(temp.resolve("bad.tar.gz"), bytes);
    try (OpenArchive archive = ArchiveReader.open(bad)) {
      assertThat(archive.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Damaged.class);
    }
  }

  @Test
  void oddNamesInAnArchiveOfAnotherToolCostThemselvesOnly() throws Exception {
    Files.createDirectories(temp.resolve("other"));
    Files.createLink(temp.resolve("other/shared"), temp.resolve("dir/a"));
    Files.writeString(temp.resolve("top"), "top");
    Path odd = temp.resolve("odd.tar.gz");
    StockTools.run(
        "sh",
        "-c",
        "cd '"
            + temp
            + "' && tar -czPf odd.tar.gz dir//a ./dir/./large other ../${PWD##*/}/vol.tar top /dev/null");
    Path out = temp.resolve("out");
    try (OpenArchive archive = ArchiveReader.open(odd)) {
      assertThat(archive.sources())
          .extracting(ArchivedSource::name)
          .containsExactly("dir", "other", ".", "dev");
      RestoreResult result =
          new Restorer(
                  new FakeContainerEngine(),
                  new HostDirectories(),
                  Clock.fixed(ArchiveFixture.START, ZoneOffset.UTC))
              .restore(
                  archive,
                  new RestoreRequest(
                      List.of(), List.of(), new RestoreRequest.Target.Directory(out), false, false),
                  BackupListener.NONE);
      assertThat(result).isInstanceOf(RestoreResult.Restored.class);
      List<String> problems =
          ((RestoreResult.Restored) result)
              .sources().stream().flatMap(s -> s.problems().stream()).toList();
      assertThat(problems)
          .anyMatch(line -> line.startsWith("other/shared: skipped"))
          .anyMatch(line -> line.startsWith("../"))
          .noneMatch(line -> line.contains("large"));
    }
    assertThat(Files.readString(out.resolve("dir/a"))).isEqualTo("a");
    assertThat(Files.readString(out.resolve("top"))).isEqualTo("top");
  }

  @Test
  void aVolumeThatWasCutOffBetweenEntriesIsDamage() throws Exception {
    Path vol = temp.resolve("vol.tar");
    byte[] tar = Files.readAllBytes(vol);
    for (int length : new int[] {0, 512}) {
      Files.write(vol, Arrays.copyOf(tar, length));
      Path cut = temp.resolve("cut.tar.gz");
      StockTools.run("tar", "-czf", cut.toString(), "-C", temp.toString(), "vol.tar");
      try (OpenArchive archive = ArchiveReader.open(cut)) {
        assertThat(archive.sources()).containsExactly(VOL);
        assertThat(archive.verify(ProgressListener.NONE).toString()).contains("cut off");
      }
    }
  }

  @Test
  void whatJavaCompressedIsNotTakenForOurs() throws Exception {
    Path java = temp.resolve("java.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(java))) {
      Files.copy(temp.resolve("vol.tar"), out);
    }
    assertThat(ArchiveRecords.read(java)).isEmpty();
    try (OpenArchive archive = ArchiveReader.open(java)) {
      assertThat(archive.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Unprovable.class);
    }
  }

  @Test
  void whatIsNoArchiveIsSaidToBeNone() throws Exception {
    for (byte[] bytes :
        List.of(new byte[0], "hello".getBytes(UTF_8), new byte[100], new byte[] {0x1f, -117, 8})) {
      Path file = Files.write(temp.resolve("no.tar.gz"), bytes);
      assertThatThrownBy(() -> ArchiveReader.open(file))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("no archive");
    }
    assertThatThrownBy(() -> ArchiveReader.open(temp)).hasMessageContaining("directory");
    assertThatThrownBy(() -> ArchiveReader.open(temp.resolve("none")))
        .hasMessageContaining("no such file");
  }

  @Test
  void aFailingTargetIsNotTakenForDamage() throws Exception {
    OutputStream failing =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("pipe closed");
          }
        };
    for (Path file : List.of(ours, theirs)) {
      try (OpenArchive archive = ArchiveReader.open(file)) {
        assertThatThrownBy(() -> archive.writeTar(VOL, EntryFilter.ALL, failing))
            .isInstanceOf(IOException.class)
            .hasMessage("pipe closed");
      }
    }
  }

  @Test
  void aTarOfDifferentContentDiffers() throws Exception {
    try (OpenArchive archive = ArchiveReader.open(ours)) {
      assertThat(
              archive.compare(
                  VOL,
                  EntryFilter.ALL,
                  new SourceContent.TarStream(
                      new ByteArrayInputStream(new byte[1024]), Selection.EVERYTHING)))
          .hasSize(7)
          .allMatch(line -> line.endsWith("is missing"));
    }
  }

  @Test
  void hardLinksToSymbolicLinksComeBack() throws Exception {
    Path tree = Files.createDirectories(temp.resolve("linked"));
    Files.createSymbolicLink(tree.resolve("a"), Path.of("nowhere"));
    Files.createLink(tree.resolve("b"), tree.resolve("a"));
    Path file = temp.resolve("linked.tar.gz");
    try (ArchiveFixture fixture = new ArchiveFixture(file)) {
      fixture.volume("vol", StockTools.tarOf(tree).getInputStream(), Selection.EVERYTHING).finish();
    }
    Path target = temp.resolve("back");
    Path part = temp.resolve("part");
    try (OpenArchive archive = ArchiveReader.open(file)) {
      assertThat(archive.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Verified.class);
      assertThat(
              archive
                  .extract(VOL, EntryFilter.ALL, target, false, ProgressListener.NONE)
                  .problems())
          .isEmpty();
      for (SourceContent content :
          List.of(
              new SourceContent.Tree(target, Selection.EVERYTHING, Set.of()),
              new SourceContent.TarStream(
                  StockTools.tarOf(target).getInputStream(), Selection.EVERYTHING))) {
        assertThat(archive.compare(VOL, EntryFilter.ALL, content)).isEmpty();
      }
      for (String one : List.of("a", "b")) {
        EntryFilter filter = (source, path) -> path.isRoot() || path.text().equals(one);
        Path to = part.resolve(one);
        assertThat(archive.extract(VOL, filter, to, false, ProgressListener.NONE).problems())
            .isEmpty();
        assertThat(Files.readSymbolicLink(to.resolve(one))).hasToString("nowhere");
        assertThat(
                archive.compare(
                    VOL, filter, new SourceContent.Tree(to, Selection.EVERYTHING, Set.of())))
            .isEmpty();
      }
      Files.delete(target.resolve("b"));
      Files.createSymbolicLink(target.resolve("b"), Path.of("elsewhere"));
      assertThat(
              archive.compare(
                  VOL,
                  EntryFilter.ALL,
                  new SourceContent.Tree(target, Selection.EVERYTHING, Set.of())))
          .contains("b points elsewhere");
    }
    assertThat(Files.readSymbolicLink(target.resolve("a"))).hasToString("nowhere");
  }

  @Test
  void whatIsNoRegularFileIsNoArchive() throws Exception {
    Path fifo = temp.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();

    // Opening it would wait for ever
    assertThatThrownBy(() -> ArchiveReader.open(fifo))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("not a regular file");
  }

  private static Object inode(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void noTemporaryFileStaysAfterAnExtraction() throws Exception {
    Path target = temp.resolve("clean");
    try (OpenArchive archive = ArchiveReader.open(ours)) {
      archive.extract(DIR, EntryFilter.ALL, target, false, ProgressListener.NONE);
    }
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("a", "large", "sub");
    }
  }
}
