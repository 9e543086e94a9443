package io.holdfast.archive.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.archive.AttributedDisk;
import io.holdfast.archive.Required;
import io.holdfast.archive.StockTools;
import io.holdfast.archive.internal.read.ArchiveReader;
import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.Selection;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extended attributes, ACLs, capabilities and holes, judged by rsync after stock tools. */
final class FaithfulMetadataTest {
  private static final long MIB = 1 << 20;

  @TempDir Path folder;
  private Path temp = Path.of("");
  private @Nullable AttributedDisk disk;
  private Path tree = Path.of("");
  private Path archive = Path.of("");

  @BeforeEach
  void makeTree() throws Exception {
    for (String tool : List.of("rsync", "bsdtar")) {
      Required.of(StockTools.has(tool), tool + " is not installed");
    }
    temp = Files.createDirectory(folder.resolve("disk"));
    disk = AttributedDisk.at(temp);
    tree = Files.createDirectories(temp.resolve("tree"));
    Path file = Files.writeString(tree.resolve("file"), "content");
    run("setfattr", "-n", "user.test", "-v", "x", file);
    run("setfattr", "-n", "user.raw", "-v", "0x00ff0a3d25e4", file);
    run("setfattr", "-n", "user.empty", file);
    run("setfacl", "-m", "u:1234:r--,g:77:rw-", file);
    Path directory = Files.createDirectory(tree.resolve("directory"));
    run("setfacl", "-m", "u:1:rwx,d:u:1234:r-x,d:g:5:---", directory);
    run("setfattr", "-n", "user.of directory", "-v", "y", directory);
    Files.createLink(tree.resolve("twin"), file);
    Files.createSymbolicLink(tree.resolve("link"), Path.of("file"));
    if (isRoot()) {
      run("setfattr", "-n", "trusted.file", "-v", "t", file);
      run("setfattr", "-h", "-n", "trusted.link", "-v", "t", tree.resolve("link"));
      run("setfattr", "-n", "security.capability", "-v", CAPABILITY, executable());
    }
    sparse("holes", 64 * MIB, 10 * MIB, 40 * MIB);
    sparse("behind", 32 * MIB, 0);
    sparse("nothing", 5 * MIB);
    sparse("n".repeat(120), 8 * MIB, 3 * MIB);
    archive = temp.resolve("p_backup_20251024_102503.tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(archive)) {
      making.directory("docs", tree).volume("vol", tree).finish();
    }
  }

  @AfterEach
  void unmount() throws Exception {
    if (disk != null) {
      disk.close();
    }
  }

  /** What setcap(8) writes for cap_net_raw=ep. */
  private static final String CAPABILITY = "0x0100000200200000000000000000000000000000";

  private Path executable() throws Exception {
    return Files.writeString(tree.resolve("ping"), "#!/bin/true");
  }

  @Test
  void theArchiveIsWholeAndSmall() throws Exception {
    try (OpenArchive open = ArchiveReader.open(archive)) {
      assertThat(open.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Verified.class);
    }
    assertThat(Files.size(archive)).isLessThan(MIB);
    assertThat(StockTools.run("sh", "-c", "gunzip < \"$1\" | wc -c", "sh", archive.toString()))
        .as("a hole is no part of the tar, but in a volume")
        .satisfies(
            size -> assertThat(Long.parseLong(size.strip())).isBetween(109 * MIB, 110 * MIB));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar --xattrs --xattrs-include=* --acls", "bsdtar"})
  void stockToolsRestoreEverything(String tool) throws Exception {
    Path target = Files.createDirectories(temp.resolve("target"));
    List<String> command = new ArrayList<>(List.of(tool.split(" ", -1)));
    command.addAll(List.of("-xpf", archive.toString(), "-C", target.toString()));
    StockTools.run(command.toArray(String[]::new));
    assertSame(target.resolve("docs"));

    Path volume = Files.createDirectories(temp.resolve("volume"));
    command.clear();
    command.addAll(List.of(tool.split(" ", -1)));
    command.addAll(List.of("-xpf", target.resolve("vol.tar").toString(), "-C", volume.toString()));
    StockTools.run(command.toArray(String[]::new));
    run("touch", "-r", tree, volume); // bsdtar leaves the time of the directory it works in
    assertSameContent(volume);
  }

  @Test
  void ourOwnRestoreBringsEverythingBack() throws Exception {
    try (OpenArchive open = ArchiveReader.open(archive)) {
      for (OpenArchive.ArchivedSource source : open.sources()) {
        Path target = temp.resolve("restored-" + source.name());
        OpenArchive.ExtractReport report =
            open.extract(source, EntryFilter.ALL, target, false, ProgressListener.NONE);
        assertThat(report.problems()).isEmpty();
        if (isRoot()) {
          assertThat(report.notes()).isEmpty();
        }
        assertSame(target);
        SourceContent there = new SourceContent.Tree(target, Selection.EVERYTHING, Set.of());
        assertThat(open.compare(source, EntryFilter.ALL, there)).isEmpty();
        run("setfattr", "-n", "user.raw", "-v", "other", target.resolve("file"));
        run("setfacl", "-k", target.resolve("directory"));
        assertThat(open.compare(source, EntryFilter.ALL, there))
            .hasSize(2)
            .allMatch(line -> line.endsWith("has other extended attributes or another ACL"));
      }
    }
  }

  @Test
  void pythonExpandsHoles() throws Exception {
    assumeTrue(StockTools.has("python3"), "python3 is not installed");
    String program =
        "import tarfile,sys; sys.stdout.write(str(sum(len(tarfile.open(sys.argv[1])"
            + ".extractfile('docs/' + n).read()) for n in ('holes', 'behind', 'nothing'))))";
    assertThat(StockTools.run("python3", "-c", program, archive.toString()))
        .isEqualTo(Long.toString(101 * MIB));
  }

  /** Keeps docs/format.md true. */
  @Test
  void theReaderMadeFromTheDescriptionFindsItWhole() throws Exception {
    assumeTrue(StockTools.has("python3"), "python3 is not installed");
    sparse("large", 5L << 30, 3L << 30, (4L << 30) + 4094);
    Path large = temp.resolve("large.tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(large)) {
      making.directory("docs", tree).volume("vol", tree).finish();
    }
    String reader = Path.of("..", "examples", "read_archive.py").toString();
    assertThat(StockTools.run("python3", reader, large.toString())).contains("whole: ");
    assertThat(StockTools.run("python3", reader, large.toString(), "docs", "holes"))
        .isEqualTo(StockTools.run("cat", tree.resolve("holes").toString()));
  }

  @Test
  void aTarThatIsMadeOfTheArchiveHasEverything() throws Exception {
    Path tar = temp.resolve("back.tar");
    try (OpenArchive open = ArchiveReader.open(archive);
        OutputStream out = Files.newOutputStream(tar)) {
      // Not all of it, so that it is written anew.
      open.writeTar(
          open.sources().get(0), (source, path) -> !path.latin1().equals("directory"), out);
    }
    Path target = Files.createDirectories(temp.resolve("target"));
    StockTools.run(
        "tar",
        "--xattrs",
        "--xattrs-include=*",
        "--acls",
        "-xpf",
        tar.toString(),
        "-C",
        target.toString());
    run("cp", "-a", tree.resolve("directory"), target);
    run("touch", "-r", tree, target);
    assertSame(target);
  }

  /** A terabyte takes no time: whoever read or hashed it would not come back for an hour. */
  @Test
  void aTerabyteOfNothingIsSavedAndProvenInMoments() throws Exception {
    sparse("terabyte", MIB * MIB, 300 * 1024 * MIB);
    Path large = temp.resolve("large.tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(large)) {
      making.directory("docs", tree).finish();
    }
    try (OpenArchive open = ArchiveReader.open(large)) {
      assertThat(open.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Verified.class);
      List<Long> sizes = new ArrayList<>();
      open.entries(
          (source, path) -> path.latin1().equals("terabyte"),
          (source, entry) -> sizes.add(entry.size()));
      assertThat(sizes).containsExactly(MIB * MIB);
    }
    Path target = Files.createDirectories(temp.resolve("target"));
    StockTools.run("tar", "-xf", large.toString(), "-C", target.toString(), "docs/terabyte");
    try (FileChannel file = FileChannel.open(target.resolve("docs/terabyte"))) {
      ByteBuffer mark = ByteBuffer.allocate(4);
      assertThat(file.read(mark, 300 * 1024 * MIB)).isEqualTo(4);
      assertThat(mark.array()).isEqualTo(new byte[] {'d', 'a', 't', 'a'});
      assertThat(file.size()).isEqualTo(MIB * MIB);
    }
  }

  /** The tar of alpine, with which DESIGN promises that volumes come back, knows no holes. */
  @Test
  void busyboxRestoresAVolumeWithHoles() throws Exception {
    Required.of(StockTools.has("busybox"), "busybox is not installed");
    sparse("database", 100 * MIB, 0, 30 * MIB, 99 * MIB);
    Path volume = temp.resolve("volume.tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(volume)) {
      making.volume("vol", tree).finish();
    }
    Path target = Files.createDirectories(temp.resolve("target"));
    StockTools.run(
        "sh",
        "-c",
        "busybox tar -xzf \"$1\" vol.tar -O | busybox tar -xf - -C \"$2\"",
        "sh",
        volume.toString(),
        target.toString());
    for (String name : List.of("database", "holes", "behind", "nothing", "n".repeat(120))) {
      run("cmp", tree.resolve(name), target.resolve(name));
    }
    try (OpenArchive open = ArchiveReader.open(volume)) {
      Path ours = temp.resolve("ours");
      open.extract(open.sources().get(0), EntryFilter.ALL, ours, false, ProgressListener.NONE);
      assertSame(ours);
      for (String name : List.of("database", "behind", "nothing")) {
        assertThat(blocks(ours.resolve(name))).isLessThanOrEqualTo(blocks(tree.resolve(name)));
      }
    }
  }

  @Test
  void aTerabyteInAVolumeTakesNoTimeEitherAndIsSaid() throws Exception {
    sparse("terabyte", MIB * MIB, 300 * 1024 * MIB);
    sparse("five", 5 * 1024 * MIB, MIB);
    Path large = temp.resolve("large.tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(large)) {
      making.volume("vol", tree).finish();
      assertThat(making.summaries())
          .extracting(AppendSummary::limits)
          .containsExactly(
              "has 2 large files with holes, which come back with Holdfast, GNU tar or bsdtar, not"
                  + " with busybox: five, terabyte");
    }
    try (OpenArchive open = ArchiveReader.open(large)) {
      assertThat(open.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Verified.class);
      Path ours = temp.resolve("ours");
      open.extract(
          open.sources().get(0),
          (source, path) -> path.latin1().equals("terabyte"),
          ours,
          false,
          ProgressListener.NONE);
      assertThat(Files.size(ours.resolve("terabyte"))).isEqualTo(MIB * MIB);
      assertThat(blocks(ours.resolve("terabyte")))
          .isLessThanOrEqualTo(blocks(tree.resolve("terabyte")));
    }
  }

  /** Other people's archives may name users by names only, which mean nothing here. */
  @Test
  void anAclWithoutNumbersIsCountedAsLost() throws Exception {
    Path theirs = temp.resolve("theirs.tar.gz");
    run("setfacl", "-b", tree.resolve("directory"));
    run("setfacl", "-m", "u:bin:r--", tree.resolve("nothing"));
    run("tar", "--acls", "-czf", theirs, "-C", temp, "tree/nothing");
    try (OpenArchive open = ArchiveReader.open(theirs)) {
      OpenArchive.ExtractReport report =
          open.extract(
              open.sources().get(0),
              EntryFilter.ALL,
              temp.resolve("lost"),
              false,
              ProgressListener.NONE);
      assertThat(report.notes()).anyMatch(note -> note.contains("ACL not kept"));
    }
  }

  @Test
  void singlePathsHaveTheirHolesToo() throws Exception {
    Path tar = temp.resolve("one.tar");
    try (OpenArchive open = ArchiveReader.open(archive);
        OutputStream out = Files.newOutputStream(tar)) {
      EntryFilter one = (source, path) -> path.latin1().equals("holes");
      open.writeTar(open.sources().get(0), one, out);
    }
    Path target = Files.createDirectories(temp.resolve("target"));
    StockTools.run("tar", "-xpf", tar.toString(), "-C", target.toString());
    run("cmp", tree.resolve("holes"), target.resolve("holes"));
  }

  private void sparse(String name, long size, long... places) throws Exception {
    try (FileChannel file =
        FileChannel.open(
            tree.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long place : places) {
        file.write(ByteBuffer.wrap(new byte[] {'d', 'a', 't', 'a'}), place);
      }
    }
    run("truncate", "-s", Long.toString(size), tree.resolve(name));
  }

  private void assertSame(Path actual) throws Exception {
    assertSameContent(actual);
    assertThat(blocks(actual.resolve("holes"))).isLessThan(4096);
  }

  /** How many blocks of 512 bytes a file takes. */
  private static long blocks(Path file) throws Exception {
    return Long.parseLong(StockTools.run("stat", "-c", "%b", file.toString()).strip());
  }

  private void assertSameContent(Path actual) throws Exception {
    assertThat(
            StockTools.run(
                "rsync",
                "-naHAXi",
                "--checksum",
                "--delete",
                "--numeric-ids",
                tree + "/",
                actual + "/"))
        .isEmpty();
  }

  private static boolean isRoot() throws Exception {
    return StockTools.run("id", "-u").strip().equals("0");
  }

  private static void run(Object... command) throws Exception {
    StockTools.run(words(command));
  }

  private static String[] words(Object... command) {
    String[] words = new String[command.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = command[i].toString();
    }
    return words;
  }
}
