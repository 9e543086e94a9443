package io.holdfast.cli;

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
  @Mixin private CommonOptions options = new CommonOptions();
  @Spec private CommandSpec spec;

  /** The command line with all commands. */
  static CommandLine commandLine(Invocation invocation) {
    return new CommandLine(new RootCommand())
        .addSubcommand(new RunCommand(invocation))
        .addSubcommand(new PlanCommand(invocation))
        .addSubcommand(new ListCommand(invocation))
        .addSubcommand(new ShowCommand(invocation))
        .addSubcommand(new VerifyCommand(invocation))
        .addSubcommand(new RestoreCommand(invocation))
        .addSubcommand(new PruneCommand(invocation))
        .addSubcommand(new DoctorCommand(invocation))
        .addSubcommand(new DemoCommand(invocation))
        .addSubcommand(new CompletionCommand(invocation))
        .addSubcommand(new HelpCommand());
  }

  CommonOptions options() {
    return options;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
