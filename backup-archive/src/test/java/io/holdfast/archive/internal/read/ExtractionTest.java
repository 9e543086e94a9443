package io.holdfast.archive.internal.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.OpenArchive.ExtractReport;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents are proven while later entries are written; that must not show. */
final class ExtractionTest {
  private static final int LARGE = 8 * Index.MAX_CHUNK;
  private static final int MEDIUM = 300_000;
  private static final int SMALL = 300;

  /** The root, large, medium, small and what is in it, in this order. */
  private static final int ENTRIES = 4 + SMALL;

  @TempDir private Path temp;
  private Path tree;
  private Path file;
  private Path target;

  @BeforeEach
  void makeArchive() throws Exception {
    tree = Files.createDirectories(temp.resolve("tree"));
    Random random = new Random(1);
    byte[] large = new byte[LARGE];
    random.nextBytes(large);
    Files.write(tree.resolve("large"), large);
    byte[] medium = new byte[MEDIUM];
    random.nextBytes(medium);
    Files.write(tree.resolve("medium"), medium);
    Files.createDirectory(tree.resolve("small"));
    for (int i = 0; i < SMALL; i++) {
      Files.writeString(small(tree, i), "content " + i + ".");
    }
    file = temp.resolve("a.tar.gz");
    try (ArchiveFixture archive = new ArchiveFixture(file)) {
      archive.directory("dir", tree);
      archive.finish();
    }
    target = Files.createDirectories(temp.resolve("target"));
  }

  @Test
  void whatIsNotTheSavedContentIsNotWrittenAndNamedInOrder() throws Exception {
    Forgery forgery = Forgery.of(Files.readAllBytes(file));
    byte[] tar = forgery.tar();
    tar[7 * Index.MAX_CHUNK] ^= 1; // large, in one of its last chunks
    tar[LARGE + 2048 + MEDIUM / 2] ^= 1; // medium, all in one chunk
    tar[new String(tar, ISO_8859_1).indexOf("content 150.")] ^= 1;
    Files.write(file, forgery.archive());
    Files.writeString(target.resolve("medium"), "old");

    ExtractReport report = extract(ProgressListener.NONE);

    assertThat(report.problems()).hasSize(3);
    assertNamed(report.problems().get(0), "large", tree.resolve("large"));
    assertNamed(report.problems().get(1), "medium", tree.resolve("medium"));
    assertNamed(report.problems().get(2), "small/150", small(tree, 150));
    assertThat(report.entries()).isEqualTo(ENTRIES - 3);
    assertThat(target.resolve("large")).doesNotExist();
    assertThat(target.resolve("medium")).hasContent("old");
    assertThat(small(target, 150)).doesNotExist();
    assertThat(small(target, 149)).hasContent("content 149.");
    assertThat(small(target, SMALL - 1)).hasContent("content " + (SMALL - 1) + ".");
    assertNothingTemporary();
  }

  /** The last file, whose digest nobody but the end waits for. */
  @Test
  void theEndWaitsForTheLastDigest() throws Exception {
    Forgery forgery = Forgery.of(Files.readAllBytes(file));
    byte[] tar = forgery.tar();
    tar[new String(tar, ISO_8859_1).indexOf("content 99.")] ^= 1;
    Files.write(file, forgery.archive());

    ExtractReport report = extract(ProgressListener.NONE);

    assertThat(report.problems()).hasSize(1);
    assertNamed(report.problems().get(0), "small/99", small(tree, 99));
    assertThat(report.entries()).isEqualTo(ENTRIES - 1);
    assertNothingTemporary();
  }

  @Test
  void anInterruptLeavesWhatWasWrittenBeforeIt() throws Exception {
    long[] calls = {0};
    ProgressListener interrupting =
        bytes -> {
          if (++calls[0] == ENTRIES - SMALL + 100) {
            Thread.currentThread().interrupt();
          }
        };

    assertThatThrownBy(() -> extract(interrupting)).isInstanceOf(InterruptedException.class);

    assertThat(Thread.interrupted()).isFalse();
    assertThat(calls[0]).isEqualTo(ENTRIES - SMALL + 100);
    assertThat(target.resolve("large")).hasSameBinaryContentAs(tree.resolve("large"));
    try (Stream<Path> written = Files.list(target.resolve("small"))) {
      assertThat(written).hasSize(100);
    }
    assertNothingTemporary();
  }

  @Test
  void damageLeavesWhatWasWrittenBeforeItAndIsWhatIsReported() throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    bytes[LARGE + MEDIUM / 2] ^= 1; // random bytes are stored as they are: in medium
    Files.write(file, bytes);

    assertThatThrownBy(() -> extract(ProgressListener.NONE))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("is damaged");

    assertThat(target.resolve("large")).hasSameBinaryContentAs(tree.resolve("large"));
    assertThat(target.resolve("medium")).doesNotExist();
    assertNothingTemporary();
  }

  private ExtractReport extract(ProgressListener progress) throws Exception {
    try (OpenArchive archive = ArchiveReader.open(file)) {
      return archive.extract(
          new ArchivedSource("dir", SourceKind.DIRECTORY), EntryFilter.ALL, target, true, progress);
    }
  }

  private static void assertNamed(String problem, String path, Path saved) throws IOException {
    assertThat(problem)
        .startsWith(path + ": not written: its content is damaged: SHA-256 is ")
        .endsWith(
            " instead of "
                + HexFormat.of().formatHex(Sha256.create().digest(Files.readAllBytes(saved))));
  }

  private void assertNothingTemporary() throws IOException {
    try (Stream<Path> all = Files.walk(target)) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".tmp"));
    }
  }

  private static Path small(Path root, int number) {
    return root.resolve("small").resolve(Integer.toString(number));
  }
}
