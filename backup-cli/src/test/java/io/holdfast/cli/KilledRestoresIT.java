package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.Attack.Ended;
import io.holdfast.cli.Attack.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Restores by the real command line that are killed while they write. Whatever has a name then is
 * whole, and a second restore completes it and clears what the first one left.
 */
@Tag("crash")
final class KilledRestoresIT {
  // Two restores each, and comparisons.
  private static final int KILLS = KilledRuns.KILLS / 2;
  private static final int DIRECTORIES = 30;
  private static final int FILES = 8;

  @TempDir private Path folder;
  private final Random random = new Random(Long.getLong("holdfast.kills.seed", 20251024));
  private final List<String> report = new ArrayList<>();
  private Path source;
  private Path archive;
  private SortedMap<String, String> wanted;

  @BeforeEach
  void makeAnArchive() throws Exception {
    source = Files.createDirectories(folder.resolve("app/data"));
    byte[] noise = new byte[300_000];
    for (int i = 0; i < DIRECTORIES; i++) {
      Path directory = Files.createDirectory(source.resolve("d" + i));
      for (int j = 0; j < FILES; j++) {
        random.nextBytes(noise);
        byte[] content = new byte[random.nextInt(j == 0 ? noise.length : 20_000)];
        System.arraycopy(noise, 0, content, 0, content.length);
        Files.write(directory.resolve("f" + j), content);
      }
      Files.createLink(directory.resolve("hard"), directory.resolve("f0"));
      Files.createSymbolicLink(directory.resolve("soft"), Path.of("f0"));
    }
    Path configuration =
        Files.writeString(
            folder.resolve("holdfast.yaml"),
            "name: shop\nbase-dir: app\ndestination: backups\ndirectories: [data]\n");
    assertThat(here("run", "-q", "-c", configuration.toString())).isZero();
    try (Stream<Path> files = Files.list(folder.resolve("backups"))) {
      archive = files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
    }
    wanted = state(source);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void whatHasANameIsWholeAndASecondRestoreCompletesIt() throws Exception {
    for (int i = 0; i < KILLS; i++) {
      strike(i, i % 4 == 3 ? Signal.TERM : Signal.KILL);
    }

    Files.write(Path.of("target", "killed-restores.txt"), report);
    assertThat(report).as("in the middle").anyMatch(line -> line.contains("partly written"));
    assertThat(report).as("something to clear").anyMatch(line -> line.contains("something left"));
  }

  private void strike(int number, Signal signal) throws Exception {
    Path to = folder.resolve("to" + number);
    Path data = to.resolve("data");
    Process process =
        CrashSite.command(List.of(), "restore", "-q", archive.toString(), "--to", to.toString())
            .start();
    Path awaited = data.resolve("d" + random.nextInt(DIRECTORIES));
    while (process.isAlive() && !Files.exists(awaited)) {
      LockSupport.parkNanos(50_000);
    }
    LockSupport.parkNanos(random.nextInt(1_000_000));
    signal.send(process);
    Ended ended = Ended.of(process);

    String attack = signal + " " + number + ", at " + awaited.getFileName() + ": " + ended;
    assertThat(ended.code()).as(attack).isIn(0, signal.exitCode());
    SortedMap<String, String> written = Files.exists(data) ? state(data) : new TreeMap<>();
    boolean left = written.keySet().removeIf(KilledRestoresIT::isTemporary);
    report.add(
        attack
            + (ended.code() != 0 && written.size() < wanted.size() ? ", partly written" : "")
            + (left ? ", something left" : ""));
    assertThat(left && signal == Signal.TERM).as("left, " + attack).isFalse();
    // Directories are finished last.
    written.values().removeIf(value -> value.startsWith("directory"));
    assertThat(wanted.entrySet()).as(attack).containsAll(written.entrySet());

    Files.createDirectories(data);
    Path foreign = Files.writeString(data.resolve(".holdfast-17.tmp"), "keep me");
    assertThat(here("restore", "-q", archive.toString(), "--to", to.toString(), "--overwrite"))
        .as("the next restore, " + attack)
        .isZero();
    assertThat(foreign).as(attack).hasContent("keep me");
    SortedMap<String, String> restored = state(data);
    restored.remove(".holdfast-17.tmp");
    assertThat(restored).as(attack).isEqualTo(wanted);
    remove(to);
  }

  private static int here(String... args) {
    return CommandLineRun.of(new HostCollaborators(), args).code();
  }

  private static boolean isTemporary(String path) {
    return path.contains(".holdfast-");
  }

  /** Everything in a directory, with its kind, mode, time and content. */
  private static SortedMap<String, String> state(Path directory) throws IOException {
    SortedMap<String, String> state = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList()) {
        String kind;
        if (Files.isSymbolicLink(path)) {
          kind = "link to " + Files.readSymbolicLink(path);
        } else if (Files.isDirectory(path)) {
          kind = "directory";
        } else {
          CRC32 crc = new CRC32();
          crc.update(ByteBuffer.wrap(Files.readAllBytes(path)));
          kind = Files.size(path) + " bytes " + crc.getValue();
        }
        state.put(
            directory.relativize(path).toString(),
            kind
                + Files.readAttributes(
                    path, "unix:mode,uid,gid,lastModifiedTime", LinkOption.NOFOLLOW_LINKS));
      }
    }
    return state;
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }
}
