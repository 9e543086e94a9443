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
    Files.writeString(
        folder.resolve("holdfast.yaml"),
        "name: mounts\nbase-dir: app\ndestination: backups\ndirectories: [data]\n");
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
}
