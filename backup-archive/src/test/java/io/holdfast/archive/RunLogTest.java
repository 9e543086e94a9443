package io.holdfast.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.event.BackupEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLogTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Instant AT = Instant.parse("2025-10-24T08:25:03.9Z");

  @TempDir Path temporary;

  @Test
  void writesLinesWithThePlansTime() throws Exception {
    try (RunLog log = RunLog.in(temporary, ZONE)) {
      log.onEvent(new BackupEvent.RunStarted(AT, "shop", Path.of("/backups")));
      log.onEvent(new BackupEvent.Progressed(AT, 7));
      log.onEvent(new BackupEvent.LeftoversRemoved(AT, List.of("one", "two")));
    }
    try (RunLog log = RunLog.in(temporary, ZONE)) {
      log.onEvent(
          new BackupEvent.RunFinished(
              Instant.parse("2025-12-24T08:25:03Z"), "all well", true, Duration.ofSeconds(3)));
    }
    assertThat(Files.readAllLines(temporary.resolve("backup.log")))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("[2025-10-24 10:25:03] run of shop started"),
            line -> assertThat(line).startsWith("[2025-10-24 10:25:03] ").endsWith("one"),
            line -> assertThat(line).startsWith("[2025-10-24 10:25:03] ").endsWith("two"),
            line -> assertThat(line).startsWith("[2025-12-24 09:25:03] ").contains("all well"));
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(temporary.resolve("backup.log"))))
        .isEqualTo("rw-------");
  }

  @Test
  void letsNoMessageForgeALine() throws Exception {
    try (RunLog log = RunLog.in(temporary, ZONE)) {
      note(log, "na\u00efve \u2192\r\n[2025-01-01 00:00:00] forged\u001b[31m");
    }
    assertThat(Files.readAllLines(temporary.resolve("backup.log")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).startsWith("[2025-10-24 10:25:03] "))
        .noneMatch(line -> line.contains("\u001b"))
        .first()
        .asString()
        .contains("na\u00efve \u2192");
  }

  @Test
  void makesNoDestination() {
    Path missing = temporary.resolve("missing");
    try (RunLog log = RunLog.in(missing, ZONE)) {
      note(log, "nobody hears");
    }
    assertThat(missing).doesNotExist();
  }

  @Test
  void beginsWhenTheDestinationIsThere() throws Exception {
    Path destination = temporary.resolve("backups");
    try (RunLog log = RunLog.in(destination, ZONE)) {
      note(log, "early");
      Files.createDirectory(destination);
      note(log, "in time");
    }
    assertThat(destination.resolve("backup.log")).hasContent("[2025-10-24 10:25:03] in time");
  }

  @Test
  void failsNothingWhereItCannotWrite() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("backup.log"));
    try (RunLog log = RunLog.in(temporary, ZONE)) {
      note(log, "one");
      note(log, "two");
    }
    assertThat(folder).isEmptyDirectory();
    if (Files.exists(Path.of("/dev/full"))) {
      try (RunLog log = RunLog.to(Path.of("/dev/full"), ZONE)) {
        note(log, "one");
        note(log, "two");
      }
    }
  }

  @Test
  void followsNoLink() throws Exception {
    Path victim = Files.writeString(temporary.resolve("victim"), "keep me");
    Files.createSymbolicLink(temporary.resolve("backup.log"), victim);
    try (RunLog log = RunLog.in(temporary, ZONE)) {
      note(log, "one");
    }
    assertThat(victim).hasContent("keep me");
  }

  @Test
  void writesAlthoughInterrupted() {
    try (RunLog log = RunLog.in(temporary, ZONE)) {
      note(log, "before");
      Thread.currentThread().interrupt();
      note(log, "after");
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(temporary.resolve("backup.log"))
        .hasContent("[2025-10-24 10:25:03] before\n[2025-10-24 10:25:03] after");
  }

  @Test
  void sharesTheFileWithOtherPlans() {
    try (RunLog one = RunLog.in(temporary, ZONE);
        RunLog two = RunLog.in(temporary, ZONE)) {
      note(one, "a");
      note(two, "b");
      note(one, "c");
    }
    assertThat(temporary.resolve("backup.log"))
        .hasContent("[2025-10-24 10:25:03] a\n[2025-10-24 10:25:03] b\n[2025-10-24 10:25:03] c");
  }

  @Test
  void startsAnewWhenItIsLarge() throws Exception {
    Path file = temporary.resolve("backup.log");
    Files.writeString(file, "x".repeat(10_000_001));
    Files.writeString(temporary.resolve("backup.log.1"), "ancient");
    try (RunLog log = RunLog.in(temporary, ZONE)) {
      note(log, "new");
    }
    assertThat(file).hasContent("[2025-10-24 10:25:03] new");
    assertThat(temporary.resolve("backup.log.1")).hasSize(10_000_001);
  }

  private static void note(RunLog log, String text) {
    log.onEvent(new BackupEvent.Note(AT, text));
  }
}
