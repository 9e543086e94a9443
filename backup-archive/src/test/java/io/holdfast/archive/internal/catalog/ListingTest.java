package io.holdfast.archive.internal.catalog;

import static io.holdfast.archive.internal.catalog.SampleRun.PLAN;
import static io.holdfast.archive.internal.catalog.SampleRun.START;
import static io.holdfast.archive.internal.catalog.SampleRun.ZONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.jimfs.Jimfs;
import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Archive.State;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.plan.PlanName;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListingTest {
  @TempDir Path temporary;

  @Test
  void listsExactlyTheArchivesOfThePlan() throws Exception {
    Archive archive = SampleRun.at(START).publish(catalog());
    for (String foreign :
        List.of(
            "notes.txt",
            "backup.log",
            "shop.tar.gz",
            "shop_backup_latest.tar.gz",
            "shop_backup_20251024_102503.tar",
            "shop_backup_20251024_102503.tar.gz.old",
            "shop_backup_20251024_102503.tar.gz.partial-h-00000000-1",
            "shop_backup_20251024_102503_1.tar.gz",
            "shop_backup_20251024_102503_02.tar.gz",
            "shop_backup_20251024_102503 (copy).tar.gz",
            "shop_backup_20250230_102503.tar.gz",
            "shop_backup_20251024_102563.tar.gz",
            "Shop_backup_20251024_102503.tar.gz",
            "shop2_backup_20251024_102503.tar.gz",
            "shop_backup_x_backup_20251024_102503.tar.gz",
            "xshop_backup_20251024_102503.tar.gz",
            "shop_backup_\u0662\u0660251024_102503.tar.gz")) {
      Files.copy(archive.file(), temporary.resolve(foreign));
    }
    Files.createSymbolicLink(
        temporary.resolve("shop_backup_20251024_102504.tar.gz"), archive.file());
    Files.createSymbolicLink(
        temporary.resolve("shop_backup_20251024_102505.tar.gz"), Path.of("nowhere"));
    Path folder = Files.createDirectory(temporary.resolve("shop_backup_20251024_102506.tar.gz"));
    Files.copy(archive.file(), folder.resolve("shop_backup_20251024_102503.tar.gz"));

    assertThat(catalog().list()).containsExactly(archive);
  }

  @Test
  void ordersByTheRecordedStartNotByFileTimes() throws Exception {
    Archive old = SampleRun.at("2025-10-22T00:00:00Z").publish(catalog());
    Archive young = SampleRun.at("2025-10-24T00:00:00Z").publish(catalog());
    Archive middle = SampleRun.at("2025-10-23T00:00:00Z").publish(catalog());
    Files.setLastModifiedTime(old.file(), FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
    Files.setLastModifiedTime(young.file(), FileTime.from(Instant.EPOCH));

    assertThat(catalog().list()).containsExactly(young, middle, old);
  }

  @Test
  void seesThePinsThatPeopleMake() throws Exception {
    Archive plain = SampleRun.at("2025-10-24T01:00:00Z").publish(catalog());
    Archive touched = SampleRun.at("2025-10-24T02:00:00Z").publish(catalog());
    Archive noted = SampleRun.at("2025-10-24T03:00:00Z").publish(catalog());
    Archive odd = SampleRun.at("2025-10-24T04:00:00Z").publish(catalog());
    Archive large = SampleRun.at("2025-10-24T05:00:00Z").publish(catalog());
    Files.createFile(pin(touched));
    Files.writeString(pin(noted), "before the move \u001b[31m\nand more\n");
    Files.createSymbolicLink(pin(odd), Path.of("nowhere"));
    Files.writeString(pin(large), "x".repeat(5_000));
    Files.createFile(temporary.resolve("shop_backup_20200101_000000.tar.gz.keep"));

    assertThat(catalog().list())
        .containsExactly(
            large.pinned("x".repeat(200)),
            odd.pinned(""),
            noted.pinned("before the move \\x1b[31m"),
            touched.pinned(""),
            plain);
  }

  private static Path pin(Archive archive) {
    return archive.file().resolveSibling(archive.name() + ".keep");
  }

  @Test
  void tellsWhatEachArchiveIsWorth() throws Exception {
    SampleRun.at("2025-10-24T01:00:00Z").publish(catalog());
    SampleRun.at("2025-10-24T02:00:00Z").incomplete().publish(catalog());
    legacy(temporary.resolve("shop_backup_20251024_050000.tar.gz"));
    Files.createFile(temporary.resolve("shop_backup_20251024_060000.tar.gz"));
    Files.writeString(temporary.resolve("shop_backup_20251024_070000.tar.gz"), "no gzip at all");

    assertThat(catalog().list())
        .extracting(a -> a.startedAt().toString(), Archive::state, a -> a.info().isPresent())
        .containsExactly(
            tuple("2025-10-24T05:00:00Z", State.DAMAGED, false),
            tuple("2025-10-24T04:00:00Z", State.DAMAGED, false),
            tuple("2025-10-24T03:00:00Z", State.LEGACY, false),
            tuple("2025-10-24T02:00:00Z", State.INCOMPLETE, true),
            tuple("2025-10-24T01:00:00Z", State.COMPLETE, true));
    assertThat(catalog().list())
        .allSatisfy(a -> assertThat(a.remark().isEmpty()).isEqualTo(a.state() != State.DAMAGED));
  }

  @Test
  void takesATruncatedArchiveForDamagedWhereverItWasCut() throws Exception {
    Archive archive = SampleRun.at(START).publish(catalog());
    byte[] whole = Files.readAllBytes(archive.file());
    for (int length : new int[] {0, 1, 2, 18, 100, whole.length / 2, whole.length - 1}) {
      Files.write(archive.file(), Arrays.copyOf(whole, length));
      assertThat(catalog().list()).as("cut at %s", length).hasSize(1);
      assertThat(catalog().list().get(0).state()).as("cut at %s", length).isEqualTo(State.DAMAGED);
    }
  }

  @Test
  void believesNoNameThatTheRecordsContradict() throws Exception {
    Path made = SampleRun.at(START).publish(catalog()).file();
    Files.move(made, made.resolveSibling("shop_backup_20991231_235959.tar.gz"));
    Catalog other = catalog(new PlanName("other"), ZONE);
    Files.move(
        SampleRun.at(START).publish(other).file(),
        made.resolveSibling("shop_backup_20251024_102503.tar.gz"));

    assertThat(catalog().list())
        .extracting(a -> a.name().toString(), Archive::state, Archive::remark)
        .containsExactly(
            tuple(
                "shop_backup_20991231_235959.tar.gz",
                State.DAMAGED,
                "its records say that it was started at 2025-10-24T08:25:03Z; was it renamed?"),
            tuple(
                "shop_backup_20251024_102503.tar.gz",
                State.DAMAGED,
                "its records say that it is of plan 'other'; was it renamed?"));
  }

  @Test
  void believesANameOfTheZoneThePlanHadThen() throws Exception {
    ZoneId tokyo = ZoneId.of("Asia/Tokyo");
    SampleRun.at(START).in(tokyo).publish(catalog(PLAN, tokyo));

    assertThat(catalog().list())
        .extracting(a -> a.name().toString(), Archive::state, Archive::startedAt)
        .containsExactly(tuple("shop_backup_20251024_172503.tar.gz", State.COMPLETE, START));
  }

  @Test
  void takesAnInterruptForNoDamage() throws Exception {
    Archive archive = SampleRun.at(START).publish(catalog());
    Thread.currentThread().interrupt();
    try {
      assertThat(catalog().list()).containsExactly(archive);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void failsWhereTheDirectoryCannotBeListed() throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatExceptionOfType(DestinationException.class)
        .isThrownBy(() -> new Listing(new Destination(file), PLAN, ZONE).read());
  }

  @Test
  void worksOnAnyFileSystem() throws Exception {
    try (FileSystem memory = Jimfs.newFileSystem()) {
      Path destination = memory.getPath("/backups");
      Catalog catalog =
          DirectoryCatalog.at(destination, PLAN, ZONE, Clock.fixed(START, ZoneOffset.UTC));
      Archive archive = SampleRun.at(START).publish(catalog);
      assertThat(catalog.list()).containsExactly(archive);
    }
  }

  @Test
  void listsAThousandLargeArchivesAtOnce() throws Exception {
    byte[] noise = new byte[3_000_000];
    new Random(1).nextBytes(noise);
    Path made = SampleRun.at(START).of(noise).publish(catalog()).file();
    for (int i = 1; i < 1000; i++) {
      Files.createLink(
          made.resolveSibling(PLAN + "_backup_20251024_102503_" + (i + 1) + ".tar.gz"), made);
    }

    long before = System.nanoTime();
    List<Archive> archives = catalog().list();
    Duration took = Duration.ofNanos(System.nanoTime() - before);

    assertThat(archives).hasSize(1000).allMatch(a -> a.state() == State.COMPLETE);
    assertThat(took).as("their content is not read").isLessThan(Duration.ofSeconds(8));
  }

  /** An archive as the former script made them. */
  private static void legacy(Path file) throws Exception {
    assertThat(
            new ProcessBuilder("tar", "-czf", file.toString(), "-C", "/etc", "passwd")
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
  }

  private Catalog catalog() {
    return catalog(PLAN, ZONE);
  }

  private Catalog catalog(PlanName plan, ZoneId zone) {
    return DirectoryCatalog.at(temporary, plan, zone, Clock.fixed(START, ZoneOffset.UTC));
  }
}
