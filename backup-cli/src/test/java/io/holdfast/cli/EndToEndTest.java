package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.demo.SampleData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on real directories, without a container engine. */
final class EndToEndTest {
  private static final Instant WRITTEN = Instant.parse("2024-02-29T12:00:00.123456789Z");

  @TempDir private Path folder;
  private Path archives;

  @BeforeEach
  void makeAProject() throws IOException {
    Path logs = Files.createDirectories(folder.resolve("app/logs/old"));
    Files.writeString(logs.resolve("a.log"), "hello\n");
    Files.setPosixFilePermissions(
        logs.resolve("a.log"), PosixFilePermissions.fromString("rw-r-----"));
    Files.setLastModifiedTime(logs.resolve("a.log"), FileTime.from(WRITTEN));
    Files.createSymbolicLink(folder.resolve("app/logs/current"), Path.of("old/a.log"));
    Files.writeString(
        Files.createDirectories(folder.resolve("app/r\u00e9ports")).resolve("\u65e5.txt"), "x");
    archives = folder.resolve("backups");
    Files.writeString(
        folder.resolve("holdfast.yaml"),
        "name: e2e\nbase-dir: app\ndestination: backups\ndirectories: [logs, \"r\u00e9ports\"]\n"
            + "retention: {keep-last: 2}\n");
  }

  private CommandLineRun holdfast(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("-c");
    all.add(folder.resolve("holdfast.yaml").toString());
    return CommandLineRun.of(new HostCollaborators(), all.toArray(String[]::new));
  }

  private Path archive() {
    return Path.of(holdfast("list", "--json").json().at("/archives/0/file").asText());
  }

  @Test
  void savesListsVerifiesAndRestores() throws Exception {
    assertThat(holdfast("plan").code()).isZero();
    assertThat(archives).doesNotExist();

    CommandLineRun run = holdfast("run");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(holdfast("run", "-q")).isEqualTo(new CommandLineRun(0, "", ""));
    assertThat(holdfast("run", "-q").code()).isZero();

    assertThat(holdfast("list").outLines()).hasSize(4);
    assertThat(holdfast("verify", "--all").outLines()).hasSize(2);
    assertThat(Files.readString(archives.resolve("backup.log")))
        .contains("source logs (directory): 6 B", "verified", "pruned e2e_backup_", "finished in");
    assertThat(holdfast("doctor").code()).isZero();

    Path lost = folder.resolve("app/logs");
    SampleData.remove(lost);
    CommandLineRun restore = holdfast("restore", "latest", "--source", "logs");
    assertThat(restore.code()).as(restore.err()).isZero();
    Path restored = lost.resolve("old/a.log");
    assertThat(restored).hasContent("hello\n");
    assertThat(Files.getLastModifiedTime(restored).toInstant()).isEqualTo(WRITTEN);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(restored)))
        .isEqualTo("rw-r-----");
    assertThat(Files.readSymbolicLink(lost.resolve("current"))).hasToString("old/a.log");
  }

  /** Archives hold all that is secret on a host, and so do the names in the log. */
  @ParameterizedTest
  @ValueSource(strings = {"000", "077"})
  void whatIsMadeInTheDestinationIsForItsOwnerOnly(String umask) throws Exception {
    String plan = folder.resolve("holdfast.yaml").toString();
    for (String command : List.of("run", "run", "list", "verify", "prune")) {
      ProcessBuilder process = JavaProcess.holdfast(command, "-q", "-c", plan);
      process.command().addAll(0, List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"));
      assertThat(process.inheritIO().start().waitFor()).isZero();
    }
    List<String> names = new ArrayList<>();
    try (Stream<Path> all = Files.walk(archives)) {
      for (Path path : all.toList()) {
        names.add(path.getFileName().toString().replaceAll(".*\\.tar", "archive"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as(path.toString())
            .isEqualTo(path.equals(archives) ? "rwx------" : "rw-------");
      }
    }
    assertThat(names)
        .containsExactlyInAnyOrder(
            "backups",
            ".holdfast-e2e.lock",
            "archive.gz",
            "archive.gz",
            "archive.gz.sha256",
            "archive.gz.sha256",
            "backup.log");
  }

  @Test
  void theDestinationInsideASourceIsLeftOutAndSaid() throws Exception {
    Path config = folder.resolve("holdfast.yaml");
    Files.writeString(
        config, Files.readString(config).replace("destination: ", "destination: app/logs/"));
    Path inside = folder.resolve("app/logs/backups");
    for (int i = 0; i < 2; i++) {
      CommandLineRun run = holdfast("run");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out() + run.err()).contains(inside + " lies inside ", "is left out of it");
    }
    Path to = folder.resolve("to");
    assertThat(holdfast("restore", "latest", "--to", to.toString()).code()).isZero();
    assertThat(to.resolve("logs/old/a.log")).exists();
    assertThat(to.resolve("logs/backups")).doesNotExist();
    assertThat(Files.readString(inside.resolve("backup.log"))).contains("is left out of it");
  }

  @Test
  void pinnedArchiveStaysUntilItsFileIsGone() throws Exception {
    holdfast("run");
    Path first = archive();
    Path pin =
        Files.writeString(first.resolveSibling(first.getFileName() + ".keep"), "as it was\n");
    for (int i = 0; i < 3; i++) {
      assertThat(holdfast("run", "-q").code()).isZero();
    }

    assertThat(holdfast("list").outLines())
        .hasSize(5)
        .filteredOn(line -> line.startsWith(first.getFileName().toString()))
        .singleElement()
        .asString()
        .endsWith("pinned: as it was");
    Files.delete(pin);
    assertThat(holdfast("prune").code()).isZero();
    assertThat(first).doesNotExist();
  }

  @Test
  void archiveThatWasRenamedIntoTheFutureStopsPruning() throws Exception {
    for (int i = 0; i < 2; i++) {
      holdfast("run");
    }
    Path newest = archive();
    Files.copy(newest, newest.resolveSibling("e2e_backup_20991231_235959.tar.gz"));

    CommandLineRun run = holdfast("run", "-q");

    assertThat(run.code()).isEqualTo(13);
    assertThat(run.err()).contains("one of the clocks is wrong, or it was renamed");
    assertThat(newest).exists();
  }

  @Test
  void restoresAPathOfAnArchiveFileWithoutAConfiguration() {
    holdfast("run");
    Path to = folder.resolve("to");

    CommandLineRun run =
        CommandLineRun.of(
            new HostCollaborators(),
            "restore",
            archive().toString(),
            "--path",
            "r\u00e9ports/*",
            "--to",
            to.toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(to.resolve("r\u00e9ports/\u65e5.txt")).hasContent("x");
    assertThat(to.resolve("logs")).doesNotExist();
  }

  @Test
  void notAnArchiveEmptyAndCutOffFilesEndWith12() throws Exception {
    holdfast("run");
    byte[] whole = Files.readAllBytes(archive());
    Path file = folder.resolve("x.tar.gz");
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    byte[] half = new byte[whole.length / 2];
    System.arraycopy(whole, 0, half, 0, half.length);

    for (byte[] content :
        List.of(new byte[0], "no archive\n".getBytes(StandardCharsets.UTF_8), half, flipped)) {
      Files.write(file, content);
      CommandLineRun run = holdfast("verify", file.toString());
      assertThat(run.code()).as(run.out()).isEqualTo(12);
      assertThat(run.err()).startsWith("holdfast: " + file);
    }
    Files.write(file, half);
    assertThat(holdfast("restore", file.toString(), "--to", folder + "/o").code()).isEqualTo(12);
    assertThat(holdfast("show", file.toString()).code()).isEqualTo(12);
  }

  @Test
  void ofADamagedArchiveWhatIsWholeIsSalvagedWhenAskedFor() throws Exception {
    holdfast("run");
    byte[] whole = Files.readAllBytes(archive());
    Path file = folder.resolve("x.tar.gz");
    Files.write(file, Arrays.copyOf(whole, whole.length - 100));

    CommandLineRun plain = holdfast("restore", file.toString(), "--to", folder + "/plain");
    assertThat(plain.code()).isEqualTo(12);
    assertThat(plain.err()).contains("'holdfast restore --salvage'");
    assertThat(folder.resolve("plain")).doesNotExist();

    CommandLineRun all = holdfast("restore", file.toString(), "--salvage", "--to", folder + "/all");
    assertThat(all.code()).as(all.err()).isZero();
    assertThat(all.out()).contains(" 0 of them unproven").contains("; lost 0");

    byte[] flipped = whole.clone();
    flipped[100] ^= 1;
    Files.write(file, flipped);
    CommandLineRun most =
        holdfast("restore", file.toString(), "--salvage", "--json", "--to", folder + "/most");
    assertThat(most.code()).as(most.err()).isEqualTo(14);
    assertThat(most.out()).contains("\"losses\"").contains("nothing of it is whole");

    Files.write(file, new byte[4096]);
    CommandLineRun none = holdfast("restore", file.toString(), "--salvage", "--to", folder + "/o");
    assertThat(none.code()).isEqualTo(12);
    assertThat(none.err()).contains("nothing can be saved");
  }

  @Test
  void knowsArchivesOfTheFormerScript() throws Exception {
    Files.createDirectories(archives);
    Path legacy = archives.resolve("e2e_backup_20200102_030405.tar.gz");
    Process tar =
        new ProcessBuilder(
                "tar", "-czf", legacy.toString(), "-C", folder.resolve("app").toString(), "logs")
            .start();
    assertThat(tar.waitFor()).isZero();

    assertThat(holdfast("list").out()).contains("legacy, never counted");
    CommandLineRun verify = holdfast("verify", legacy.getFileName().toString());
    assertThat(verify.code()).isEqualTo(12);
    assertThat(verify.err()).contains("readable to its end").contains("nothing proves it complete");
    assertThat(holdfast("show", legacy.getFileName().toString()).out())
        .contains("not made by holdfast")
        .contains(" logs/old/a.log");
    Path to = folder.resolve("to");
    assertThat(holdfast("restore", legacy.toString(), "--to", to.toString()).code()).isZero();
    assertThat(to.resolve("logs/old/a.log")).hasContent("hello\n");
    holdfast("run");
    holdfast("run");
    assertThat(holdfast("verify", "--all").code()).isZero();
    assertThat(legacy).exists();
    assertThat(holdfast("prune", "--include-legacy").code()).isZero();
    assertThat(legacy).doesNotExist();
  }

  @Test
  void twoRunsAtATimeExcludeEachOther() throws Exception {
    Process first = slowRun();
    try {
      CommandLineRun second = holdfast("run", "-q");

      assertThat(second.code()).isEqualTo(11);
      assertThat(second.err()).contains("pid " + first.pid() + " since ");
    } finally {
      first.destroyForcibly().waitFor();
    }
    assertThat(partials()).hasSize(1);
    Files.delete(folder.resolve("app/logs/huge"));
    CommandLineRun next = holdfast("run");
    assertThat(next.code()).as(next.err()).isZero();
    assertThat(next.out()).contains("removed leftover");
    assertThat(partials()).isEmpty();
  }

  @Test
  void aSignalLeavesNothingBehind() throws Exception {
    Process run = slowRun();

    run.destroy();

    assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).isEqualTo(143);
    assertThat(partials()).isEmpty();
    assertThat(Files.readString(archives.resolve("backup.log"))).contains("error: stopped");
  }

  /** Another process that is at a file of 20 GB, which takes no space. */
  private Process slowRun() throws Exception {
    try (var huge =
        Files.newByteChannel(
            Files.createFile(folder.resolve("app/logs/huge")), StandardOpenOption.WRITE)) {
      huge.position(20_000_000_000L);
      huge.write(ByteBuffer.wrap(new byte[] {1}));
    }
    Process process =
        JavaProcess.holdfast("run", "-c", folder.resolve("holdfast.yaml").toString()).start();
    for (int i = 0; i < 600 && partials().isEmpty(); i++) {
      assertThat(process.isAlive()).as("the run is at work").isTrue();
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return process;
  }

  private List<String> partials() throws IOException {
    if (Files.notExists(archives)) {
      return List.of();
    }
    try (var files = Files.list(archives)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.contains(".partial-"))
          .toList();
    }
  }

  @Test
  void theDemonstrationGoesWithoutAnEngine() throws Exception {
    Process demo = JavaProcess.holdfast("demo").redirectErrorStream(true).start();

    String text = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(demo.waitFor()).as(text).isZero();
    assertThat(text)
        .contains("No container engine answers, so this goes without volumes: ")
        .contains("All 3 sources are equal");
  }

  @Test
  void helpLoadsNoLibraryItDoesNotNeed() throws Exception {
    for (String option : List.of("--version", "--help")) {
      Process process =
          JavaProcess.holdfast(List.of("-Xlog:class+load"), option)
              .redirectErrorStream(true)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isZero();
      assertThat(text)
          .contains("io.holdfast.cli.RootCommand")
          .doesNotContain(
              "com.github.dockerjava",
              "com.fasterxml",
              "org.snakeyaml",
              "org.slf4j.simple",
              "com.sun.jna");
    }
  }
}
