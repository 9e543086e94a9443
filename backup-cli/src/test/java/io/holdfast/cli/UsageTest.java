package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong command lines, help and completion. */
final class UsageTest {
  private static CommandLineRun holdfast(String... args) {
    return CommandLineRun.of(new FakeCollaborators(), args);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lst            | unknown command 'lst'; did you mean 'list'? Commands: run, plan, list",
        "frobnicate     | unknown command 'frobnicate'. Commands: run, plan, list",
        "run --quite    | unknown option '--quite'; did you mean '--quiet'? 'holdfast run --help'",
        "restore x --pth=y | unknown option '--pth'; did you mean '--path'? 'holdfast restore",
        "run now        | 'holdfast run' does not take 'now'. 'holdfast run --help' explains it.",
        "list -c        | Missing required parameter for option '--config' (FILE). 'holdfast list",
        "show           | Missing required parameter: 'ARCHIVE'. 'holdfast show --help' explains it.",
        "''             | a command is missing. 'holdfast --help' explains it."
      })
  void saysWhatWasProbablyMeant(String line, String message) {
    CommandLineRun run = holdfast(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("holdfast: " + message);
    assertThat(run.errLines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "restore, ",
    "restore, latest, --to, ",
    "restore, latest, --path, ",
    "restore, latest, --source, ",
    "show, ",
    "verify, ",
    "list, -c, "
  })
  void takesNoEmptyWordOfAnUnsetVariable(ArgumentsAccessor words) {
    String[] args =
        words.toList().stream().map(word -> word == null ? "" : word).toArray(String[]::new);

    CommandLineRun run = holdfast(args);

    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(" is empty");
    assertThat(run.errLines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"run", "plan", "list", "show", "verify", "restore", "prune", "doctor", "demo"})
  void explainsEveryCommandWithExamplesAndExitCodes(String command) {
    CommandLineRun run = holdfast(command, "--help");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("Usage: holdfast " + command)
        .contains("Exit codes:")
        .contains("Examples:\n  holdfast " + command)
        .contains("--json")
        .contains("-c, --config=FILE");
    assertThat(run.outLines()).allMatch(line -> line.length() <= 100);
    assertThat(holdfast("help", command).out()).isEqualTo(run.out());
  }

  @Test
  void listsCommandsAndExitCodes() {
    CommandLineRun run = holdfast("--help");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("Commands:\n  run ")
        .contains("  10         archive published and verified, but sources are missing");
  }

  @Test
  void knowsItsVersion() {
    assertThat(holdfast("--version").out()).matches("holdfast \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n");
  }

  @Test
  void completesCommandsAndOptions() {
    assertThat(holdfast("completion").out()).contains("complete -F").contains("'--into-volume'");
  }

  @Test
  void theMoreSevereExitCodeWins() {
    assertThat(ExitCode.INCOMPLETE.or(ExitCode.PRUNE_FAILED)).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(ExitCode.PRUNE_FAILED.or(ExitCode.OK)).isEqualTo(ExitCode.PRUNE_FAILED);
    assertThat(ExitCode.FAILED.or(ExitCode.NOT_VERIFIED)).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(List.of(ExitCode.values()))
        .extracting(ExitCode::number)
        .containsExactlyInAnyOrder(0, 1, 2, 10, 11, 12, 13, 14, 130, 143);
  }
}
