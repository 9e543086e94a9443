package io.holdfast.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code holdfast} itself: knows its commands and the options they share. */
@Command(
    name = "holdfast",
    header = "Verified backups of a Docker host.",
    description = {
      "",
      "Directories and named volumes go into one ordinary tar.gz, which counts only once it has been"
          + " read back whole, and which stock tar and docker can restore."
    },
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nArguments:%n",
    exitCodeListHeading = "%nExit codes (any other but 0 is a failure too):%n",
    exitCodeList = {
      "0:done, nothing to report",
      "1:failed, nothing was published",
      "2:wrong usage or configuration, nothing was started",
      "10:archive published and verified, but sources are missing, changed or unreadable",
      "11:another run holds the lock",
      "12:verification failed, or not a readable archive",
      "13:backup fine, but pruning failed or was refused",
      "14:restore finished with entries skipped or failed, or nothing matched",
      "130, 143:ended by a signal"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  holdfast demo                 see all of it work on sample data",
      "  holdfast plan                 what would be saved, and is there space",
      "  holdfast run                  make a backup",
      "  holdfast restore latest --to /tmp/look",
      "",
      "'holdfast COMMAND --help' explains a command."
    })
final class RootCommand implements Runnable {
  /** Those that do something to archives, in the order of the help. */
  private static final List<String> COMMANDS =
      List.of(
          "run",
          "plan",
          "list",
          "show",
          "verify",
          "restore",
          "prune",
          "retention",
          "doctor",
          "demo");

  private static final List<String> VERSION = List.of("-V", "--version");

  @Mixin private CommonOptions options = new CommonOptions();
  @Spec private CommandSpec spec;

  /**
   * The command line for these words. It has the one command that they begin with, or all of them
   * where that is not clear yet or where they are asked about: to make all takes longer than to
   * list a catalog.
   */
  static CommandLine commandLine(Invocation invocation, String... words) {
    CommandLine commandLine = new CommandLine(new RootCommand());
    String first = words.length == 0 ? "" : words[0];
    if (COMMANDS.contains(first)) {
      return commandLine.addSubcommand(command(first, invocation));
    }
    if (words.length == 1 && VERSION.contains(first)) {
      return commandLine;
    }
    for (String name : COMMANDS) {
      commandLine.addSubcommand(command(name, invocation));
    }
    return commandLine
        .addSubcommand(new CompletionCommand(invocation))
        .addSubcommand(new HelpCommand());
  }

  private static Object command(String name, Invocation invocation) {
    return switch (name) {
      case "run" -> new RunCommand(invocation);
      case "plan" -> new PlanCommand(invocation);
      case "list" -> new ListCommand(invocation);
      case "show" -> new ShowCommand(invocation);
      case "verify" -> new VerifyCommand(invocation);
      case "restore" -> new RestoreCommand(invocation);
      case "prune" -> new PruneCommand(invocation);
      case "retention" -> RetentionCommand.commandLine(invocation);
      case "doctor" -> new DoctorCommand(invocation);
      case "demo" -> new DemoCommand(invocation);
      default -> throw new IllegalArgumentException(name);
    };
  }

  CommonOptions options() {
    return options;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
