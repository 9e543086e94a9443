package io.holdfast.archive.internal.catalog;

import static io.holdfast.archive.internal.catalog.SampleRun.PLAN;
import static io.holdfast.archive.internal.catalog.SampleRun.START;
import static io.holdfast.archive.internal.catalog.SampleRun.ZONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // a lock is held, not used
final class LeftoversTest {
  private static final String ARCHIVE = "shop_backup_20251024_102503.tar.gz";
  private static final String HEX = "0123456789abcdef".repeat(4);
  private static final String SELF = Owner.current().toString();
  private static final String FAR = "far.example-ffffffff-1";

  @TempDir Path temporary;

  @Test
  void removesWhatAKilledRunLeft() throws Exception {
    try (OtherProcess other = OtherProcess.start(OtherProcess.Task.HOLD_DRAFT, temporary)) {
      other.line();
      other.kill();
    }
    assertThat(names()).hasSize(2).last().asString().startsWith(ARCHIVE + ".partial-");
    String partial = names().get(1);
    assertThat(catalog().list()).as("a partial file is no archive").isEmpty();

    assertThat(recover()).containsExactly(partial);

    assertThat(names()).containsExactly(".holdfast-shop.lock");
    assertThat(SampleRun.at(START).publish(catalog()).name()).hasToString(ARCHIVE);
  }

  @Test
  void removesPartialFilesAndSidecarsWithoutArchive() throws Exception {
    file(ARCHIVE + ".partial-" + SELF, "x");
    file(ARCHIVE + ".sha256.partial-" + SELF, "x");
    file(ARCHIVE + ".sha256", HEX + "  " + ARCHIVE + "\n");

    assertThat(recover())
        .containsExactly(
            ARCHIVE + ".partial-" + SELF, ARCHIVE + ".sha256", ARCHIVE + ".sha256.partial-" + SELF);

    assertThat(names()).containsExactly(".holdfast-shop.lock");
  }

  @Test
  void keepsWhatIsNotItsOwn() throws Exception {
    Archive archive = SampleRun.at(START).publish(catalog());
    file("notes.txt", "x");
    file("shop_backup_20251024_102504.tar.gz.md5", "x");
    file("shop_backup_20251024_102504.tar.gz.sha256", "typed by hand");
    file("shop_backup_20251024_102505.tar.gz.sha256", HEX + "  another.tar.gz\n");
    file("shop_backup_20251024_102506.tar.gz.partial", "x");
    file("shop2_backup_20251024_102503.tar.gz.partial-" + SELF, "x");
    file("shop_backup_x_backup_20251024_102503.tar.gz.partial-" + SELF, "x");
    Files.createDirectory(temporary.resolve("shop_backup_20251024_102507.tar.gz.partial-" + SELF));
    Files.createSymbolicLink(
        temporary.resolve("shop_backup_20251024_102508.tar.gz.partial-" + SELF), archive.file());
    List<String> before = names();

    assertThat(recover()).isEmpty();

    assertThat(names()).isEqualTo(before);
    assertThat(catalog().list()).containsExactly(archive);
  }

  @Test
  void keepsTheFilesOfAnotherHostWhileTheyMayGrow() throws Exception {
    Path fresh = file("shop_backup_20251024_102503.tar.gz.partial-" + FAR, "x");
    Path unknown = file("shop_backup_20251024_102504.tar.gz.partial-another version", "x");
    Path future = file("shop_backup_20251024_102505.tar.gz.partial-" + FAR, "x");
    Path stale = file("shop_backup_20251024_102506.tar.gz.partial-" + FAR, "x");
    age(fresh, Leftovers.STALE.minusMinutes(5));
    age(unknown, Leftovers.STALE.minusMinutes(5));
    age(future, Duration.ofDays(-900));
    age(stale, Leftovers.STALE.plusMinutes(5));

    assertThat(recover()).containsExactly(stale.getFileName().toString());

    assertThat(fresh).exists();
    assertThat(unknown).exists();
    assertThat(future).exists();
  }

  @Test
  void keepsTheArchiveOfARunThatDiedWhileItPublished() throws Exception {
    Archive archive = SampleRun.at(START).publish(catalog());
    Path partial = temporary.resolve(ARCHIVE + ".partial-" + SELF);
    Files.createLink(partial, archive.file());

    assertThat(recover()).containsExactly(partial.getFileName().toString());

    assertThat(catalog().list()).containsExactly(archive);
  }

  private void age(Path file, Duration age) throws IOException {
    Path probe = file("probe", "x");
    FileTime now = Files.getLastModifiedTime(probe, LinkOption.NOFOLLOW_LINKS);
    Files.delete(probe);
    Files.setLastModifiedTime(file, FileTime.from(now.toInstant().minus(age)));
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(temporary.resolve(name), content);
  }

  private List<String> recover() throws Exception {
    Catalog catalog = catalog();
    try (Catalog.Lock lock = catalog.lock()) {
      return catalog.recover();
    }
  }

  private Catalog catalog() {
    return DirectoryCatalog.at(temporary, PLAN, ZONE, Clock.fixed(START, ZoneOffset.UTC));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
