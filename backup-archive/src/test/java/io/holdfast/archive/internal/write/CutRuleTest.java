package io.holdfast.archive.internal.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.Index;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes little changes few chunks. */
final class CutRuleTest {
  private static final FileTime TIME = FileTime.from(Instant.parse("2025-01-02T03:04:05Z"));

  /** The chunk with the change, those until the next cut that names choose, and the tail's. */
  private static final int FEW = 6;

  @TempDir Path temp;
  private Path tree = Path.of("");
  private Set<String> before = Set.of();
  private int made;

  @BeforeEach
  void makeTree() throws Exception {
    tree = Files.createDirectories(temp.resolve("tree"));
    Random random = new Random(7);
    for (int i = 0; i < 3000; i++) {
      file("small-" + (1000 + i), random, 5_000);
      if (i % 100 == 0) {
        file("small-" + (1000 + i) + "-large", random, 128_000 + i * 700);
      }
    }
    settle();
    before = chunks();
    assertThat(before).hasSizeGreaterThan(60);
  }

  @Test
  void aNewSmallFileChangesFewChunks() throws Exception {
    file("small-2500-more", new Random(1), 3_333);
    assertFewChanged();
  }

  @Test
  void aRemovedSmallFileChangesFewChunks() throws Exception {
    Files.delete(tree.resolve("small-1777"));
    assertFewChanged();
  }

  @Test
  void aNewLargeFileOfAnyLengthChangesFewChunks() throws Exception {
    file("small-2500-more", new Random(1), 777_777);
    assertFewChanged();
  }

  @Test
  void aLargeFileThatGrewChangesFewChunks() throws Exception {
    Path large = tree.resolve("small-3000-large");
    byte[] content = Files.readAllBytes(large);
    Files.write(large, Arrays.copyOf(content, content.length + 100));
    assertFewChanged();
  }

  @Test
  void aChangeInTheMiddleOfALargeFileChangesOneOfItsChunks() throws Exception {
    Path large = tree.resolve("small-3900-large");
    byte[] content = Files.readAllBytes(large);
    assertThat(content.length).isGreaterThan(2 << 20);
    content[(1 << 20) + 5]++;
    Files.write(large, content);
    settle();
    Set<String> after = chunks();
    after.removeAll(before);
    // and the manifest's, and the guide's
    assertThat(after).hasSizeLessThanOrEqualTo(3);
  }

  private void assertFewChanged() throws Exception {
    settle();
    Set<String> after = chunks();
    after.removeAll(before);
    assertThat(after).hasSizeLessThanOrEqualTo(FEW);
  }

  private void file(String name, Random random, int size) throws Exception {
    byte[] content = new byte[size];
    random.nextBytes(content);
    Files.write(tree.resolve(name), content);
  }

  private void settle() throws Exception {
    try (var files = Files.newDirectoryStream(tree)) {
      for (Path file : files) {
        Files.setLastModifiedTime(file, TIME);
      }
    }
    Files.setLastModifiedTime(tree, TIME);
  }

  /** The digests of the chunks of an archive of the tree. */
  private Set<String> chunks() throws Exception {
    Path archive = temp.resolve("a" + made++ + ".tar.gz");
    try (ArchiveFixture making = new ArchiveFixture(archive)) {
      making.directory("tree", tree).finish();
    }
    Process tar = new ProcessBuilder("tar", "-xzOf", archive.toString(), ".holdfast/index").start();
    ChunkTable table = Index.decode(tar.getInputStream().readAllBytes()).chunks();
    assertThat(tar.waitFor()).isZero();
    Set<String> digests = new HashSet<>();
    for (int i = 0; i < table.count(); i++) {
      digests.add(table.sha256(i));
    }
    return digests;
  }
}
