package io.holdfast.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be asked about retention without a catalog being changed. */
@Command(
    name = "retention",
    header = "Try out what a retention keeps.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  holdfast retention simulate",
      "  holdfast retention simulate --policy 'keep-daily 7, keep-monthly 6' --for 2y"
    })
final class RetentionCommand implements Runnable {
  @Spec private CommandSpec spec;

  private RetentionCommand() {}

  static CommandLine commandLine(Invocation invocation) {
    return new CommandLine(new RetentionCommand()).addSubcommand(new SimulateCommand(invocation));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: simulate");
  }
}
