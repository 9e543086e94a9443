package io.holdfast.archive.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.archive.Required;
import io.holdfast.archive.StockTools;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.OpenArchive.ExtractReport;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.plan.Selection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices, set-user-ID bits and capabilities, of archives that anybody may have made. */
final class ForeignRightsTest {
  private static final ArchivedSource DIR = new ArchivedSource("dir", SourceKind.DIRECTORY);
  private static final String REMEDY =
      "; nothing proves that this archive is one of ours, --privileged restores them";

  @TempDir Path temp;
  private Path target = Path.of("");
  private Path theirs = Path.of("");

  @BeforeEach
  void makeArchive() throws Exception {
    Path dir = Files.createDirectories(temp.resolve("dir/shared")).getParent();
    target = temp.resolve("target");
    theirs = temp.resolve("theirs.tar.gz");
    for (String program : List.of("capable", "setgid", "setuid")) {
      Files.writeString(dir.resolve(program), "x");
    }
    Required.of(
        can("mknod", dir + "/null", "c", "1", "3")
            && can("setcap", "cap_chown+ep", dir + "/capable"),
        "needs root");
    StockTools.run("chmod", "4755", dir + "/setuid");
    StockTools.run("chmod", "2755", dir + "/setgid");
    StockTools.run("chmod", "2775", dir + "/shared");
    StockTools.run(
        "tar", "--xattrs", "--xattrs-include=*", "-czf", theirs.toString(), "-C", temp + "", "dir");
  }

  @Test
  void areLeftOutOfArchivesOfOthersAndCounted() throws Exception {
    try (OpenArchive archive = ArchiveReader.open(theirs)) {
      ExtractReport report = extract(archive);

      assertThat(report.problems())
          .containsExactly(
              "device left out for 1 entry: null" + REMEDY,
              "set-user-ID or set-group-ID bit left out for 2 entries, the first is "
                  + firstOf(archive)
                  + REMEDY,
              "capability or attribute of the system left out for 1 entry: capable" + REMEDY);
      assertThat(compare(archive)).isEqualTo(report.problems());
    }

    assertThat(target.resolve("null")).doesNotExist();
    assertThat(mode("setuid")).isEqualTo(0755);
    assertThat(mode("setgid")).isEqualTo(0755);
    assertThat(mode("shared")).as("only shares its group").isEqualTo(02775);
    assertThat(StockTools.run("getcap", target + "/capable")).isEmpty();
  }

  @Test
  void areRestoredWhenAskedFor() throws Exception {
    try (OpenArchive archive = ArchiveReader.open(theirs)) {
      assertThat(extract(archive.privileged()).problems()).isEmpty();
      assertThat(compare(archive.privileged())).isEmpty();
    }

    assertAllThere();
  }

  @Test
  void areRestoredOfAnArchiveThatIsProvenToBeOurs() throws Exception {
    Path ours = temp.resolve("ours.tar.gz");
    try (ArchiveFixture archive = new ArchiveFixture(ours)) {
      archive.directory("dir", temp.resolve("dir"));
      archive.finish();
    }

    try (OpenArchive archive = ArchiveReader.open(ours)) {
      assertThat(extract(archive).problems()).isEmpty();
    }

    assertAllThere();
  }

  @Test
  void areNotPassedOnToAnEngine() throws Exception {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    try (OpenArchive archive = ArchiveReader.open(theirs)) {
      archive.writeTar(DIR, EntryFilter.ALL, tar);
    }
    Path file = Files.write(temp.resolve("x.tar"), tar.toByteArray());

    String listing = StockTools.run("tar", "-tvf", file.toString());
    assertThat(listing)
        .contains("drwxrwsr-x", "-rwxr-xr-x")
        .doesNotContain("null", "-rws", "-rwxr-s");
    assertThat(tar.toString(StandardCharsets.ISO_8859_1)).doesNotContain("security.capability");
  }

  private void assertAllThere() throws Exception {
    assertThat(StockTools.run("stat", "-c", "%F %t %T", target + "/null"))
        .startsWith("character special file 1 3");
    assertThat(mode("setuid")).isEqualTo(04755);
    assertThat(mode("setgid")).isEqualTo(02755);
    assertThat(StockTools.run("getcap", target + "/capable")).contains("cap_chown");
  }

  private ExtractReport extract(OpenArchive archive) throws Exception {
    return archive.extract(DIR, EntryFilter.ALL, target, false, ProgressListener.NONE);
  }

  private List<String> compare(OpenArchive archive) throws Exception {
    return archive.compare(
        DIR, EntryFilter.ALL, new SourceContent.Tree(target, Selection.EVERYTHING, Set.of()));
  }

  /** The order in the tar is that of the file system. */
  private static String firstOf(OpenArchive archive) throws Exception {
    StringBuilder first = new StringBuilder();
    archive.entries(
        (source, path) -> path.text().startsWith("set"),
        (source, entry) -> {
          if (first.isEmpty()) {
            first.append(entry.path());
          }
        });
    return first.toString();
  }

  private int mode(String name) throws Exception {
    return (int) Files.getAttribute(target.resolve(name), "unix:mode", LinkOption.NOFOLLOW_LINKS)
        & 07777;
  }

  private static boolean can(String... command) {
    try {
      StockTools.run(command);
      return true;
    } catch (Exception | AssertionError e) {
      return false;
    }
  }
}
