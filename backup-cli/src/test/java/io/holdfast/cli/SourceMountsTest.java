package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources on disks of their own. */
@SuppressWarnings("try") // a disk is there, not used
final class SourceMountsTest {
  @TempDir private Path folder;
  private Path one;
  private Path other;

  @BeforeEach
  void makeAProject() throws IOException {
    one = Files.createDirectories(folder.resolve("app/data/one"));
    other = Files.createDirectories(folder.resolve("app/data/other"));
    configure("");
  }

  private void configure(String more) throws IOException {
    Files.writeString(
        folder.resolve("holdfast.yaml"),
        "name: mounts\nbase-dir: app\ndestination: backups\ndirectories: [data]\n" + more);
  }

  private CommandLineRun holdfast(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-c", folder.resolve("holdfast.yaml").toString()));
    return CommandLineRun.of(new HostCollaborators(), all.toArray(String[]::new));
  }

  @Test
  void filesOfTheSameNumberOnTwoDisksAreNoHardLinks() throws Exception {
    try (SmallDisk first = SmallDisk.mount(one, "1m");
        SmallDisk second = SmallDisk.mount(other, "1m")) {
      for (Path disk : List.of(one, other)) {
        Files.createLink(
            disk.resolve("b"), Files.writeString(disk.resolve("a"), "of " + disk.getFileName()));
      }
      assertThat(Files.getAttribute(one.resolve("a"), "unix:ino"))
          .isEqualTo(Files.getAttribute(other.resolve("a"), "unix:ino"));

      assertThat(holdfast("run").code()).isZero();
    }
    Path to = folder.resolve("to");
    assertThat(holdfast("restore", "latest", "--to", to.toString()).code()).isZero();
    for (String disk : List.of("one", "other")) {
      assertThat(to.resolve("data/" + disk + "/a")).hasContent("of " + disk);
      assertThat(to.resolve("data/" + disk + "/b")).hasContent("of " + disk);
      assertThat(Files.getAttribute(to.resolve("data/" + disk + "/b"), "unix:nlink")).isEqualTo(2);
    }
  }

  @Test
  void aSourceWhoseDiskIsNotMountedAnyMoreIsWarnedAbout() throws Exception {
    Path data = folder.resolve("app/data");
    try (SmallDisk disk = SmallDisk.mount(data, "1m")) {
      Files.writeString(data.resolve("a"), "precious");
      assertThat(holdfast("run").code()).isZero();
    }
    for (Path left : List.of(one, other)) {
      Files.delete(left);
    }

    CommandLineRun run = holdfast("run", "-q");

    assertThat(run.err()).contains("warning: ", "data").containsIgnoringCase("empty");
  }

  @Test
  void aSourceWhoseRequiredMountIsMissingIsMissing() throws Exception {
    Path data = folder.resolve("app/data");
    configure("require-mounts: [app/data]\n");
    try (SmallDisk disk = SmallDisk.mount(data, "1m")) {
      Files.writeString(data.resolve("a"), "precious");
      assertThat(holdfast("run").code()).isZero();
      assertThat(holdfast("plan").code()).isZero();
    }

    CommandLineRun run = holdfast("run", "-q");

    String why = "directory '" + data + "' is not read: nothing is mounted on " + data;
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("no source can be saved: " + why);
    assertThat(holdfast("plan").err()).contains(why);
    assertThat(holdfast("list", "--json").json().at("/archives")).hasSize(1);
  }

  @Test
  void theOthersAreSavedWhereOneMountIsMissing() throws Exception {
    Files.createDirectory(folder.resolve("app/logs"));
    Files.writeString(
        folder.resolve("holdfast.yaml"),
        "name: mounts\nbase-dir: app\ndestination: backups\ndirectories: [data, logs]\n"
            + "require-mounts: [app/data]\n");

    CommandLineRun run = holdfast("run", "--json");

    assertThat(run.code()).isEqualTo(10);
    assertThat(run.json().at("/info/sources/0/outcome").asText()).isEqualTo("missing");
    assertThat(run.json().at("/info/sources/1/outcome").asText()).isEqualTo("saved");
  }

  /** Mounts inside a source: part of it and told, or left out and told, their points kept. */
  @Test
  void mountsInsideASourceAreTakenOrLeftAsTold() throws Exception {
    try (SmallDisk first = SmallDisk.mount(one, "1m");
        SmallDisk second = SmallDisk.mount(other, "1m")) {
      Files.writeString(one.resolve("inside"), "x");
      Files.createDirectory(other.resolve("deeper"));
      Files.writeString(folder.resolve("app/data/beside"), "y");
      String taken = "directory 'data': with 2 mounted file systems in it: one, other";
      assertThat(holdfast("plan").out()).contains("note: " + taken);
      assertThat(holdfast("plan", "--json").json().at("/notes/0").asText()).isEqualTo(taken);
      assertThat(holdfast("run").code()).isZero();
      assertThat(folder.resolve("backups/backup.log")).content().contains("] " + taken + "\n");

      configure("one-file-system: true\n");
      String left = "directory 'data': left out 2 mounted file systems: one, other";
      assertThat(holdfast("plan").out()).contains("note: " + left);
      assertThat(holdfast("run").code()).isZero();
      assertThat(folder.resolve("backups/backup.log")).content().contains("] " + left + "\n");
    }
    Path to = folder.resolve("to");
    assertThat(holdfast("restore", "latest", "--to", to.toString()).code()).isZero();
    assertThat(to.resolve("data/beside")).hasContent("y");
    assertThat(to.resolve("data/one")).isEmptyDirectory();
    assertThat(to.resolve("data/other")).isEmptyDirectory();
  }
}
