package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileTreeTest {
  private static final FileTree RICH =
      FileTree.builder()
          .owner(70, 71)
          .modified(Instant.parse("2025-10-24T10:25:03.123456789Z"))
          .root(01777)
          .directory("pgdata", 0700)
          .file("pgdata/PG_VERSION", "16\n", 0600)
          .hardLink("again", "pgdata/PG_VERSION")
          .symlink("current", "pgdata")
          .symlink("far", "x".repeat(200))
          .fifo("pipe", 0640)
          .file("deep/" + "d".repeat(90) + "/" + "f".repeat(200), "long", 04755)
          .file(EntryPath.ofBytes(new byte[] {'r', 'a', 'w', (byte) 0xff}), new byte[513], 0)
          .modified(Instant.parse("1969-12-31T23:59:58.5Z"))
          .owner(4_294_967_294L, 3_000_000)
          .file("old", "")
          .entry(
              new Entry(
                  EntryPath.of("null"),
                  EntryType.CHARACTER_DEVICE,
                  0,
                  0666,
                  0,
                  0,
                  Instant.EPOCH,
                  Optional.empty(),
                  new Entry.Device(1, 3)),
              new byte[0])
          .build();

  @TempDir Path dir;

  private static byte[] tar(FileTree tree) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tree.writeTar(tar);
    return tar.toByteArray();
  }

  @Test
  void tarBringsBackEverything() throws Exception {
    assertThat(FileTree.readTar(new ByteArrayInputStream(tar(RICH))).listing())
        .isEqualTo(RICH.listing());
  }

  @Test
  void everyCutOfATarIsNoticed() throws Exception {
    byte[] tar = tar(FileTree.builder().file("a", "content").file("b", "more").build());
    for (int length = 0; length < tar.length; length++) {
      byte[] cut = Arrays.copyOf(tar, length);
      assertThatThrownBy(() -> FileTree.readTar(new ByteArrayInputStream(cut)))
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void everyChangedBitOfAHeaderIsNoticed() throws Exception {
    byte[] tar = tar(FileTree.builder().file("a", "content").build());
    int checksum = 512 + 148;
    for (int at = 512; at < 1024; at++) {
      if (at >= checksum + 6 && at < checksum + 8) {
        continue; // what ends the checksum's digits
      }
      byte[] damaged = tar.clone();
      damaged[at] ^= 1;
      assertThatThrownBy(() -> FileTree.readTar(new ByteArrayInputStream(damaged)))
          .isInstanceOfAny(IOException.class, NumberFormatException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "pax", "ustar"})
  void readsWhatGnuTarWrites(String format) throws Exception {
    FileTree tree =
        FileTree.builder()
            .root(0750)
            .directory("d", 0700)
            .file("d/" + "n".repeat(90), "content", 0640)
            .symlink("link", "d/elsewhere")
            .hardLink("d/other", "d/" + "n".repeat(90))
            .build();
    Path source = dir.resolve("source");
    tree.writeTo(source);
    Path archive = dir.resolve("a.tar");
    run("tar", "--format=" + format, "-C", source.toString(), "-cf", archive.toString(), ".");
    try (var in = Files.newInputStream(archive)) {
      assertThat(FileTree.readTar(in).wholeSeconds().listing())
          .isEqualTo(FileTree.read(source).wholeSeconds().listing());
    }
  }

  @Test
  void gnuTarReadsWhatIsWritten() throws Exception {
    Path archive = dir.resolve("a.tar");
    Files.write(archive, tar(RICH));
    List<String> listed = run("tar", "-tf", archive.toString());
    assertThat(listed)
        .startsWith("./", "./pgdata/", "./pgdata/PG_VERSION", "./again")
        .hasSameSizeAs(RICH.entries());
  }

  private static List<String> run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines;
    try (var reader = process.inputReader()) {
      lines = reader.lines().toList();
    }
    assertThat(process.waitFor()).as(() -> String.join("\n", lines)).isZero();
    return lines;
  }

  @Test
  void directoryBringsBackModesTimesAndLinks() throws Exception {
    FileTree tree =
        FileTree.builder()
            .modified(Instant.parse("2024-02-29T12:00:00Z"))
            .root(0711)
            .directory("closed", 0500)
            .file("closed/file", "text", 0400)
            .symlink("link", "closed/file")
            .hardLink("second", "closed/file")
            .build();
    for (Path root : List.of(dir.resolve("real"), TestFileSystems.unix().getPath("/data"))) {
      tree.writeTo(root);
      FileTree read = FileTree.read(root);
      assertThat(read.entry(EntryPath.ROOT))
          .hasValueSatisfying(e -> assertThat(e.mode()).isEqualTo(0711));
      assertThat(read.entry("closed"))
          .hasValueSatisfying(e -> assertThat(e.mode()).isEqualTo(0500))
          .hasValueSatisfying(
              e -> assertThat(e.modified()).isEqualTo(Instant.parse("2024-02-29T12:00:00Z")));
      assertThat(read.text("second")).isEqualTo("text");
      assertThat(read.entries().stream().filter(e -> e.type() == EntryType.HARD_LINK)).hasSize(1);
      assertThat(read.entry("link"))
          .hasValueSatisfying(
              e -> assertThat(e.linkTarget()).contains(EntryPath.of("closed/file")));
      assertThat(read.bytes()).isEqualTo(4);
    }
  }

  @Test
  void readingLeavesOutWhatItIsTold() throws Exception {
    Path root = TestFileSystems.unix().getPath("/data");
    FileTree.builder().file("backups/big", "x").file("a", "y").build().writeTo(root);
    assertThat(FileTree.read(root, Set.of(root.resolve("backups"))).entries())
        .extracting(e -> e.path().toString())
        .containsExactly("", "a");
  }

  @Test
  void filterKeepsParentsAndTurnsALinkWithoutItsFileIntoTheFile() {
    FileTree tree = FileTree.builder().file("a/file", "text").hardLink("b/link", "a/file").build();
    FileTree part = tree.filter(path -> path.equals(EntryPath.of("b/link")));
    assertThat(part.entries())
        .extracting(e -> e.path().toString())
        .containsExactly("", "b", "b/link");
    assertThat(part.entry("b/link"))
        .hasValueSatisfying(e -> assertThat(e.type()).isEqualTo(EntryType.FILE));
  }

  @Test
  void treesAreEqualWhateverNameOfAFileCameFirst() {
    FileTree one = FileTree.builder().file("a", "x").hardLink("b", "a").build();
    FileTree other = FileTree.builder().file("b", "x").hardLink("a", "b").build();
    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one).isNotEqualTo(FileTree.builder().file("a", "x").file("b", "x").build());
  }

  @Test
  void fileThatReplacesADirectoryTakesItsContentAway() {
    FileTree tree = FileTree.builder().file("d/x", "1").build();
    assertThat(tree.toBuilder().file("d", "2").build().entries()).hasSize(2);
  }

  @Test
  void contentOfADirectoryIsAMistake() {
    assertThatThrownBy(() -> RICH.text("pgdata")).isInstanceOf(IllegalArgumentException.class);
  }
}
