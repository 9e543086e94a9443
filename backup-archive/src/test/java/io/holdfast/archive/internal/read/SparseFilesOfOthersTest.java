package io.holdfast.archive.internal.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.archive.StockTools;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.OpenArchive.ExtractReport;
import io.holdfast.core.catalog.ProgressListener;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with holes in archives that GNU tar and bsdtar made, in each of the formats for them. */
final class SparseFilesOfOthersTest {
  private static final int STEP = 1 << 20;

  @TempDir private Path temp;
  private Path tree;

  @BeforeEach
  void makeHoles() throws Exception {
    tree = Files.createDirectories(temp.resolve("in/tree"));
    make("one", STEP, 0);
    make("one that ends in a hole", 3 * STEP, 1);
    make("nothing but a hole", STEP);
    // More than an old header has room for, and more than the first block of a map.
    make("n".repeat(150), 60 * STEP, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    // Whose map fills exactly one block in format 1.0, or nearly so, one of which is 512 bytes.
    for (int regions = 25; regions < 35; regions++) {
      int[] all = new int[regions];
      for (int i = 0; i < regions; i++) {
        all[i] = 2 * i + 1;
      }
      make("with " + regions, 80 * STEP, all);
    }
    Files.writeString(tree.resolve("plain"), "plain");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tar --sparse --format=gnu",
        "tar --sparse --format=oldgnu",
        "tar --sparse --format=posix --sparse-version=0.0",
        "tar --sparse --format=posix --sparse-version=0.1",
        "tar --sparse --format=posix --sparse-version=1.0",
        "bsdtar --format=pax"
      })
  void comeBackWithTheirHoles(String command) throws Exception {
    Path into = restore(command);

    assertThat(StockTools.run("diff", "-r", tree.toString(), into.toString())).isEmpty();
    long here = kibibytes(tree);
    assumeTrue(here < 100_000, "this file system has no holes");
    assertThat(kibibytes(into)).isLessThanOrEqualTo(here + 100);
  }

  @Test
  void areLeftOutByNameInAFormatThatIsNotKnown() throws Exception {
    Path tar = temp.resolve("odd.tar");
    StockTools.run(
        "tar",
        "--sparse",
        "--format=posix",
        "-cf",
        tar.toString(),
        "-C",
        temp.resolve("in").toString(),
        "tree/one",
        "tree/plain");
    String known = Files.readString(tar, ISO_8859_1);
    String unknown = known.replace("GNU.sparse.major=1", "GNU.sparse.major=2");
    assertThat(unknown).isNotEqualTo(known);
    Path file = temp.resolve("odd.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(unknown.getBytes(ISO_8859_1));
    }
    try (OpenArchive archive = ArchiveReader.open(file)) {
      ExtractReport report = extract(archive, temp.resolve("out"));

      assertThat(report.problems()).singleElement().asString().contains("one", "skipped");
    }
    assertThat(temp.resolve("out")).isDirectoryNotContaining(path -> path.endsWith("one"));
    assertThat(temp.resolve("out/plain")).hasContent("plain");
  }

  private Path restore(String command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    assumeTrue(StockTools.has(words.get(0)));
    Path file = temp.resolve("other.tar.gz");
    words.addAll(List.of("-czf", file.toString(), "-C", temp.resolve("in").toString(), "tree"));
    StockTools.run(words.toArray(String[]::new));
    Path into = temp.resolve("out");
    try (OpenArchive archive = ArchiveReader.open(file)) {
      assertThat(extract(archive, into).problems()).isEmpty();
    }
    return into;
  }

  private static ExtractReport extract(OpenArchive archive, Path into) throws Exception {
    ArchivedSource source = archive.sources().get(0);
    return archive.extract(source, EntryFilter.ALL, into, false, ProgressListener.NONE);
  }

  /** A file with 4 KiB of data at some megabytes. */
  private void make(String name, long size, int... data) throws Exception {
    try (FileChannel file =
        FileChannel.open(
            tree.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int at : data) {
        byte[] bytes = new byte[4096];
        Arrays.fill(bytes, (byte) (at + 1));
        file.write(ByteBuffer.wrap(bytes), (long) at * STEP);
      }
    }
    StockTools.run("truncate", "-s", String.valueOf(size), tree.resolve(name).toString());
  }

  private static long kibibytes(Path directory) throws Exception {
    return Long.parseLong(StockTools.run("du", "-sk", directory.toString()).split("\\s", 2)[0]);
  }
}
