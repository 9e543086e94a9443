package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard output that is full or closed: never a success, and never the end of a backup. */
final class LostOutputTest {
  private static final String SAID = "holdfast: the output could not be written in full;";

  @TempDir private Path folder;
  private Path plan;

  @BeforeEach
  void makeAProject() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("app/logs")).resolve("a"), "hello\n");
    plan = folder.resolve("holdfast.yaml");
    Files.writeString(
        plan, "name: out\nbase-dir: app\ndestination: backups\ndirectories: [logs]\n");
    assertThat(holdfast("run").code()).isZero();
  }

  private CommandLineRun holdfast(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-c", plan.toString()));
    return CommandLineRun.of(new HostCollaborators(), all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "list --json",
        "show latest",
        "show latest --json",
        "verify",
        "verify --json",
        "plan",
        "plan --json",
        "prune --dry-run",
        "doctor --json",
        "--help",
        "--version",
        "completion"
      })
  void whatNobodyCouldReadIsNoSuccess(String command) {
    List<String> args = new ArrayList<>(List.of(command.split(" ")));
    if (!command.startsWith("--") && !command.equals("completion")) {
      args.addAll(List.of("-c", plan.toString()));
    }
    StringWriter err = new StringWriter();

    int code =
        Holdfast.run(
            new PrintWriter(new FullWriter()),
            new PrintWriter(err),
            new HostCollaborators(),
            args.toArray(String[]::new));

    assertThat(code).as(err.toString()).isEqualTo(1);
    assertThat(err.toString()).contains(SAID);
  }

  @ParameterizedTest
  @ValueSource(strings = {">/dev/full", ">&-"})
  void aBackupWhoseReportIsLostIsPublishedAndSaysSo(String redirection) throws Exception {
    for (String json : List.of("--no-progress", "--json")) {
      int before = archives();
      Ended run = shell(redirection, "run", json, "-c", plan.toString());

      assertThat(run.code).as(run.err).isEqualTo(10);
      assertThat(run.err).contains(SAID);
      assertThat(archives()).isEqualTo(before + 1);
    }
    assertThat(shell(redirection, "list", "-c", plan.toString()).code).isEqualTo(1);
    assertThat(holdfast("verify", "--all").code()).isZero();
  }

  @Test
  void whereNothingIsToBeSaidNothingIsLost() throws Exception {
    assertThat(shell(">/dev/full", "run", "-q", "-c", plan.toString())).isEqualTo(new Ended(0, ""));
  }

  /** A JVM that is started without its three files gives their numbers to the next it opens. */
  @Test
  void noOutputGoesIntoTheArchiveWhereStandardFilesAreClosed() throws Exception {
    shell("<&- >&- 2>&-", "run", "--verbose", "-c", plan.toString());

    assertThat(archives()).isEqualTo(2);
    CommandLineRun verify = holdfast("verify", "--all");
    assertThat(verify.code()).as(verify.err()).isZero();
  }

  private int archives() {
    return holdfast("list", "--json").json().get("archives").size();
  }

  /** How a process ended, and what it wrote to stderr. */
  private record Ended(int code, String err) {}

  private static Ended shell(String redirection, String... args) throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "/dev/full is of Linux");
    List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" " + redirection, "sh"));
    ProcessBuilder builder = JavaProcess.holdfast(args);
    command.addAll(builder.command());
    Process process = builder.command(command).start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), err);
  }

  /** A disk without space. */
  private static final class FullWriter extends Writer {
    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      throw new IOException("No space left on device");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
