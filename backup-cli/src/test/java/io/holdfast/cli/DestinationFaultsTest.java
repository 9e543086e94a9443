package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs into disks that are full, read-only, gone, or not the one they were. */
@SuppressWarnings("try") // a disk is there, not used
final class DestinationFaultsTest {
  private static final int BLOCK = 4096;
  private static final int NOISE = 3_000_000;

  @TempDir private Path folder;
  private Path destination;
  private Path filler;

  @BeforeEach
  void makeAProject() throws IOException {
    destination = Files.createDirectory(folder.resolve("backups"));
    filler = destination.resolve("filler");
    write("");
    // so compressible that the next run is expected to be small too
    Files.write(
        Files.createDirectories(folder.resolve("app/data")).resolve("file"), new byte[NOISE]);
  }

  private void write(String more) throws IOException {
    Files.writeString(
        folder.resolve("holdfast.yaml"),
        "name: disk\nbase-dir: app\ndestination: backups\ndirectories: [data]\n" + more);
  }

  private void makeNoise() throws IOException {
    byte[] noise = new byte[NOISE];
    new Random(1).nextBytes(noise);
    Files.write(folder.resolve("app/data/file"), noise);
  }

  private CommandLineRun holdfast(String... args) {
    return holdfast(new HostCollaborators(), args);
  }

  private CommandLineRun holdfast(Collaborators collaborators, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-c", folder.resolve("holdfast.yaml").toString()));
    return CommandLineRun.of(collaborators, all.toArray(String[]::new));
  }

  /** What is there but for the log, by name, with its SHA-256. */
  private Map<String, String> files() throws Exception {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(destination)) {
      for (Path file : all.filter(f -> !f.equals(filler)).toList()) {
        String name = file.getFileName().toString();
        if (!name.equals("backup.log")) {
          byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
          files.put(name, HexFormat.of().formatHex(digest));
        }
      }
    }
    return files;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 99})
  void aDiskThatGetsFullCostsThisRunOnly(int percent) throws Exception {
    try (SmallDisk disk = SmallDisk.mount(destination, "8m")) {
      assertThat(holdfast("run").code()).isZero();
      makeNoise();
      Map<String, String> before = files();
      disk.fill(filler, (long) NOISE * percent / 100 / BLOCK);

      CommandLineRun run = holdfast("run");

      assertThat(run.code()).as(run.err()).isEqualTo(1);
      assertThat(run.err())
          .containsPattern(
              "no space left in "
                  + destination
                  + ": .* free, could not write "
                  + destination
                  + "/disk_backup_");
      assertThat(files()).isEqualTo(before);
      assertThat(holdfast("verify", "--all").code()).isZero();
      Files.delete(filler);
      CommandLineRun next = holdfast("run");
      assertThat(next.code()).as(next.err()).isZero();
    }
  }

  /** Block by block through the archive's end, its sidecar, and the log. */
  @Test
  void aDiskThatIsFullAtTheLastBytesCostsNoMore() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(destination, "16m")) {
      assertThat(holdfast("run").code()).isZero();
      makeNoise();
      assertThat(holdfast("run").code()).isZero();
      Path newest = Path.of(holdfast("list", "--json").json().at("/archives/0/file").asText());
      long blocks = (Files.size(newest) + BLOCK - 1) / BLOCK;
      for (String name : List.of(newest.getFileName() + "", newest.getFileName() + ".sha256")) {
        Files.delete(destination.resolve(name));
      }
      Map<String, String> before = files();
      int published = 0;

      for (long spare = -3; spare <= 3; spare++) {
        disk.fill(filler, blocks + spare);
        CommandLineRun run = holdfast("run", "--json");
        Files.delete(filler);
        Map<String, String> after = files();
        if (run.code() == 0) {
          published++;
          String made = run.json().at("/archive/name").asText();
          assertThat(holdfast("verify", made).code()).isZero();
          assertThat(after).containsKey(made + ".sha256").hasSize(before.size() + 2);
          Files.delete(destination.resolve(made));
          Files.delete(destination.resolve(made + ".sha256"));
        } else {
          assertThat(run.code()).as(run.err()).isEqualTo(1);
          assertThat(run.json().at("/error/message").asText() + run.err())
              .contains("no space left in " + destination);
          assertThat(after).as("with %d spare blocks", spare).isEqualTo(before);
        }
      }

      assertThat(published).isBetween(2, 4);
    }
  }

  @Test
  void tooLittleSpaceIsToldBeforeAnythingIsRead() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(destination, "1m")) {
      CommandLineRun run = holdfast("run");

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .contains("not enough space in " + destination + ": needed 3.", ", free 1.0 MB");
      assertThat(files()).containsOnlyKeys(".holdfast-disk.lock");
    }
  }

  @Test
  void aReadOnlyDiskIsToldAndStillServesItsArchives() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(destination, "8m")) {
      assertThat(holdfast("run").code()).isZero();
      disk.makeReadOnly();

      CommandLineRun run = holdfast("run");

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains(destination + "", "Read-only file system");
      assertThat(holdfast("prune").code()).isEqualTo(1);
      assertThat(holdfast("list").code()).isZero();
      assertThat(holdfast("verify", "--all").code()).isZero();
      assertThat(holdfast("restore", "latest", "--to", folder.resolve("to") + "").code()).isZero();
    }
  }

  @Test
  void whatIsNoDirectoryIsToldBeforeAnythingIsRead() throws Exception {
    Files.delete(destination);
    Files.createSymbolicLink(destination, folder.resolve("nowhere"));
    assertFails("is a symbolic link that leads to no directory");
    assertThat(folder.resolve("nowhere")).doesNotExist();

    Files.delete(destination);
    Files.writeString(destination, "a file");
    assertFails("is not a directory");
    assertThat(destination).hasContent("a file");

    write("");
    Files.writeString(
        folder.resolve("holdfast.yaml"),
        "name: disk\nbase-dir: app\ndestination: gone/backups\ndirectories: [data]\n");
    assertFails(folder.resolve("gone") + " does not exist; is its disk mounted?");
    assertThat(folder.resolve("gone")).doesNotExist();
  }

  private void assertFails(String message) {
    for (String command : List.of("run", "list", "prune")) {
      CommandLineRun run = holdfast(command);
      assertThat(run.code()).as(command + run.err()).isEqualTo(1);
      if (command.equals("run")) {
        assertThat(run.err()).contains(message).doesNotContain("source data");
      }
    }
  }

  @Test
  void aDiskThatGoesAwayInTheMiddleIsNoticed() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(destination, "8m")) {
      assertThat(holdfast("run").code()).isZero();

      CommandLineRun run =
          holdfast(disturbed(BackupEvent.SourceFinished.class, disk::close), "run");

      assertThat(run.code()).as(run.err()).isEqualTo(1);
      assertThat(run.err()).contains("was a disk mounted or unmounted?");
      assertThat(files()).as("what was written below the disk").isEmpty();
    }
  }

  @Test
  void anotherDirectoryInItsPlaceIsNoticed() throws Exception {
    Path old = folder.resolve("old");

    CommandLineRun run =
        holdfast(
            disturbed(
                BackupEvent.Verified.class,
                () -> {
                  Files.move(destination, old);
                  Files.createDirectory(destination);
                }),
            "run");

    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains("is not the directory that this run began in");
    assertThat(files()).isEmpty();
    // the run reaches its partial file no more; the next run there knows it for what it is
    Files.delete(destination);
    Files.move(old, destination);
    assertThat(holdfast("run").out()).contains("removed leftover");
    assertThat(files()).hasSize(3);
  }

  /** What is done once a run has come to a certain event. */
  private interface Disturbance {
    void happen() throws IOException;
  }

  private static Collaborators disturbed(Class<? extends BackupEvent> at, Disturbance disturbance) {
    return new DelegatingCollaborators() {
      @Override
      public Log log(BackupPlan plan) {
        Log log = super.log(plan);
        return new Log() {
          @Override
          public void onEvent(BackupEvent event) {
            log.onEvent(event);
            if (at.isInstance(event)) {
              try {
                disturbance.happen();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            }
          }

          @Override
          public void close() {
            log.close();
          }
        };
      }
    };
  }

  @Test
  void anArchiveThatCannotBeRemovedIsTriedAgainNextTime() throws Exception {
    for (int i = 0; i < 4; i++) {
      assertThat(holdfast("run").code()).isZero();
    }
    List<String> archives = files().keySet().stream().filter(n -> n.endsWith(".gz")).toList();
    Path stuck = destination.resolve(archives.get(1));
    write("retention: {keep-last: 1}\n");
    assumeTrue(chattr("+i", stuck), "no immutable files here: not root, or not ext4 or the like");
    try {
      CommandLineRun prune = holdfast("prune");

      assertThat(prune.code()).as(prune.err()).isEqualTo(13);
      assertThat(prune.err())
          .contains(stuck.getFileName() + " (", "could not be removed: cannot delete " + stuck);
      assertThat(files().keySet().stream().filter(n -> n.endsWith(".gz")))
          .containsExactly(archives.get(1), archives.get(3));
      assertThat(holdfast("run").code()).isEqualTo(13);
    } finally {
      chattr("-i", stuck);
    }
    assertThat(holdfast("prune").code()).isZero();
    assertThat(stuck).doesNotExist();
    assertThat(files()).hasSize(3);
  }

  private static boolean chattr(String flag, Path file) throws Exception {
    try {
      return new ProcessBuilder("chattr", flag, file.toString()).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** A mount point without its disk is an empty directory like any other. */
  @Test
  void aDiskThatIsNotMountedFromTheStartIsNeitherWrittenNorTakenForEmpty() throws Exception {
    write("require-mounts: [backups]\n");
    try (SmallDisk disk = SmallDisk.mount(destination, "8m")) {
      assertThat(holdfast("run").code()).isZero();
      assertThat(holdfast("doctor", "--json").json().toString()).doesNotContain("is mounted on");
    }
    String why =
        "destination " + destination + " is not used: nothing is mounted on " + destination;
    for (String command : List.of("run", "plan", "list", "prune", "verify", "doctor")) {
      CommandLineRun run = holdfast(command);
      assertThat(run.code()).as(command).isEqualTo(1);
      assertThat(run.out() + run.err()).as(command).contains(why);
    }
    assertThat(destination).isEmptyDirectory();
  }

  /** Also where the run would make the directory itself. */
  @Test
  void nothingIsMadeBelowAMountPointWithoutItsDisk() throws Exception {
    write("require-mounts: [backups]\n");
    Path config = folder.resolve("holdfast.yaml");
    Files.writeString(
        config, Files.readString(config).replace("destination: backups", "destination: backups/x"));

    for (String command : List.of("run", "plan", "list", "prune", "doctor")) {
      assertThat(holdfast(command).code()).as(command).isEqualTo(1);
    }

    assertThat(destination).isEmptyDirectory();
  }
}
