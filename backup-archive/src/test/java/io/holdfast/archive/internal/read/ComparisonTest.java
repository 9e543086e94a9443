package io.holdfast.archive.internal.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.plan.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree that is not what the archive holds, told by what is different. */
final class ComparisonTest {
  @TempDir Path temp;

  @SuppressWarnings("NullAway.Init")
  private Path tree;

  @SuppressWarnings("NullAway.Init")
  private Path archive;

  @BeforeEach
  void saveATree() throws Exception {
    tree = Files.createDirectory(temp.resolve("tree"));
    Files.writeString(tree.resolve("file"), "content");
    Files.createLink(tree.resolve("twin"), tree.resolve("file"));
    Files.createDirectory(tree.resolve("folder"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("file"));
    Files.createLink(tree.resolve("same-link"), tree.resolve("link"));
    archive = temp.resolve("archive.tar.gz");
    try (ArchiveFixture fixture = new ArchiveFixture(archive)) {
      fixture.directory("tree", tree).finish();
    }
  }

  @Test
  void whatIsTheSameHasNoDifference() throws Exception {
    assertThat(differences()).isEmpty();
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    Files.delete(tree.resolve("folder"));
    assertThat(differences()).contains("folder is missing");
  }

  @Test
  void anotherKindOfObjectIsNamed() throws Exception {
    Files.delete(tree.resolve("folder"));
    Files.createSymbolicLink(tree.resolve("folder"), Path.of("file"));
    assertThat(differences()).contains("folder is a link, not a dir");
  }

  @Test
  void aLinkThatPointsElsewhereIsNamed() throws Exception {
    Files.delete(tree.resolve("link"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("folder"));
    assertThat(differences()).contains("link points elsewhere").noneMatch(d -> d.contains("same"));
  }

  @Test
  void otherContentIsNamedAtEveryName() throws Exception {
    FileTime time = Files.getLastModifiedTime(tree.resolve("file"));
    Files.writeString(tree.resolve("file"), "CONTENT");
    Files.setLastModifiedTime(tree.resolve("file"), time);
    assertThat(differences())
        .hasSize(2)
        .anyMatch(d -> d.startsWith("file "))
        .anyMatch(d -> d.startsWith("twin "));
  }

  @Test
  void anotherModeAndTimeAreNamed() throws Exception {
    Files.setPosixFilePermissions(
        tree.resolve("folder"), PosixFilePermissions.fromString("r-x------"));
    Files.setLastModifiedTime(tree.resolve("file"), FileTime.from(Instant.EPOCH));
    assertThat(differences())
        .anyMatch(d -> d.startsWith("folder has mode 0500, not 0"))
        .anyMatch(d -> d.startsWith("file ") && d.contains("1970"));
  }

  @Test
  void anotherOwnerIsNamed() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root gives files away");
    Files.setAttribute(tree.resolve("folder"), "unix:uid", 4711);
    assertThat(differences()).anyMatch(d -> d.startsWith("folder belongs to 4711:"));
  }

  @Test
  void aHundredDifferencesAreEnough() throws Exception {
    Path many = Files.createDirectory(temp.resolve("many"));
    for (int i = 0; i < 150; i++) {
      Files.createFile(many.resolve("f" + i));
    }
    archive = temp.resolve("many.tar.gz");
    try (ArchiveFixture fixture = new ArchiveFixture(archive)) {
      fixture.directory("tree", many).finish();
    }
    assertThat(differences()).hasSizeBetween(100, 101);
  }

  private List<String> differences() throws Exception {
    try (OpenArchive open = ArchiveReader.open(archive)) {
      return open.compare(
          open.sources().get(0),
          EntryFilter.ALL,
          new SourceContent.Tree(tree, Selection.EVERYTHING, Set.of()));
    }
  }
}
