package io.holdfast.archive.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.archive.StockTools;
import io.holdfast.archive.internal.read.ArchiveReader;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.Selection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tools a person has when Holdfast is gone read every archive without complaint. */
final class StockToolsTest {
  private static final String LONG = "long-".repeat(45);

  @TempDir Path temp;
  private Path tree = Path.of("");
  private Path archive = Path.of("");

  @BeforeEach
  void makeArchive() throws Exception {
    tree = Files.createDirectories(temp.resolve("tree"));
    Path deep = Files.createDirectories(tree.resolve(LONG).resolve(LONG));
    Files.writeString(deep.resolve(LONG), "a path of 690 bytes");
    Files.writeString(tree.resolve("имя с пробелом"), "not ASCII");
    Files.writeString(tree.resolve("new\nline"), "odd");
    Files.writeString(tree.resolve("empty"), "");
    byte[] random = new byte[2_500_000];
    new Random(7).nextBytes(random);
    Files.write(tree.resolve("random"), random);
    Files.write(tree.resolve("zeros"), new byte[3_000_000]);
    Files.createSymbolicLink(tree.resolve("link"), Path.of(LONG, LONG, LONG));
    Files.createLink(tree.resolve("twin"), tree.resolve("random"));
    Files.setLastModifiedTime(
        tree.resolve("empty"), FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z")));
    archive = temp.resolve("p_backup_20251024_102503.tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(archive)) {
      making.directory("docs", tree).volume("vol", tree);
      making.volume("streamed", StockTools.tarOf(tree).getInputStream(), Selection.EVERYTHING);
      making.finish();
    }
  }

  @Test
  void ourOwnVerificationFindsItWhole() throws Exception {
    try (OpenArchive open = ArchiveReader.open(archive)) {
      assertThat(open.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Verified.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip -t",
        "pigz -t",
        "tar -tzf",
        "bsdtar -tf",
        "busybox tar -tzf",
        "busybox gunzip -t",
        "7z t",
        "python3 -m tarfile -l"
      })
  void reads(String command) throws Exception {
    List<String> words = List.of(command.split(" ", -1));
    assumeTrue(StockTools.has(words.get(0)), words.get(0) + " is not installed");
    String[] line = new String[words.size() + 1];
    words.toArray(line);
    line[words.size()] = archive.toString();
    String output = StockTools.run(line);
    assertThat(output).doesNotContainIgnoringCase("warning");
  }

  /** Keeps docs/format.md true: the reader was written from that page, not from this code. */
  @Test
  void theReaderMadeFromTheDescriptionFindsItWhole() throws Exception {
    assumeTrue(StockTools.has("python3"), "python3 is not installed");
    String reader = Path.of("..", "examples", "read_archive.py").toString();
    String output = StockTools.run("python3", reader, archive.toString());
    assertThat(output).contains("volume    streamed: ").endsWith("started 2025-10-24T10:25:03Z\n");
    assertThat(StockTools.run("python3", reader, archive.toString(), "vol", "twin"))
        .isEqualTo(StockTools.run("cat", tree.resolve("random").toString()));

    byte[] bytes = Files.readAllBytes(archive);
    bytes[bytes.length / 2] ^= 1;
    Files.write(archive, bytes);
    assertThatThrownBy(() -> StockTools.run("python3", reader, archive.toString()))
        .hasMessageContaining("not a whole archive: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar -xpf", "bsdtar -xpf"})
  void extractsADirectoryAsItWas(String command) throws Exception {
    String[] words = command.split(" ", -1);
    assumeTrue(StockTools.has(words[0]) && StockTools.has("rsync"));
    Path target = Files.createDirectories(temp.resolve("target"));
    StockTools.run(words[0], words[1], archive.toString(), "-C", target.toString(), "docs");
    assertSame(tree, target.resolve("docs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vol", "streamed"})
  void theSeedsCommandRestoresAVolume(String volume) throws Exception {
    assumeTrue(StockTools.has("rsync"));
    Path target = Files.createDirectories(temp.resolve("target"));
    StockTools.run(
        "sh",
        "-c",
        "tar -xzf \"$1\" \"$2\" -O | tar -xpf - -C \"$3\"",
        "sh",
        archive.toString(),
        volume + ".tar",
        target.toString());
    // GNU tar's default format, which made the stream, keeps whole seconds.
    assertSame(tree, target, volume.equals("streamed") ? "--modify-window=1" : "-a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vol", "streamed"})
  void busyboxRestoresAVolume(String volume) throws Exception {
    assumeTrue(StockTools.has("busybox") && StockTools.has("rsync"));
    Path target = Files.createDirectories(temp.resolve("target"));
    StockTools.run(
        "sh",
        "-c",
        "busybox tar -xzf \"$1\" \"$2\" -O | busybox tar -xpf - -C \"$3\"",
        "sh",
        archive.toString(),
        volume + ".tar",
        target.toString());
    StockTools.run("diff", "-r", "--no-dereference", tree.toString(), target.toString());
    assertThat(Files.readSymbolicLink(target.resolve("link")))
        .isEqualTo(Files.readSymbolicLink(tree.resolve("link")));
    assertThat(Files.getAttribute(target.resolve("twin"), "unix:ino", LinkOption.NOFOLLOW_LINKS))
        .isEqualTo(
            Files.getAttribute(target.resolve("random"), "unix:ino", LinkOption.NOFOLLOW_LINKS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs", "vol", "streamed"})
  void bsdtarAcceptsTheManifests(String source) throws Exception {
    assumeTrue(StockTools.has("bsdtar"));
    Path target = Files.createDirectories(temp.resolve("records"));
    StockTools.run("tar", "-xzf", archive.toString(), "-C", target.toString(), ".holdfast");
    Path manifest = target.resolve(".holdfast/manifest/" + source + ".mtree");
    String listed = StockTools.run("bsdtar", "-tf", manifest.toString());
    assertThat(listed.lines().count())
        .isEqualTo(
            Files.readAllLines(manifest).stream().filter(line -> !line.startsWith("#")).count());
    // bsdtar makes an archive by the manifest, from the tree it describes, and finds nothing
    // missing.
    StockTools.run(
        "bsdtar", "-cf", "/dev/null", "-C", tree.toString(), "@" + manifest.toAbsolutePath());
  }

  private static void assertSame(Path expected, Path actual, String... options) throws Exception {
    String[] command = {
      "rsync", "-naHi", "--checksum", "--delete", "--numeric-ids", expected + "/", actual + "/"
    };
    String[] all = new String[command.length + options.length];
    System.arraycopy(command, 0, all, 0, 2);
    System.arraycopy(options, 0, all, 2, options.length);
    System.arraycopy(command, 2, all, 2 + options.length, command.length - 2);
    assertThat(StockTools.run(all)).isEmpty();
  }
}
