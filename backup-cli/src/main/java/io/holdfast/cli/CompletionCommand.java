package io.holdfast.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The completion script of shells. */
@Command(
    name = "completion",
    aliases = "generate-completion",
    header = "Print a completion script for bash and zsh.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(holdfast completion)",
      "  holdfast completion > /etc/bash_completion.d/holdfast"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Invocation invocation;
  @Spec private CommandSpec spec;

  CompletionCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    invocation.out().print(AutoComplete.bash("holdfast", spec.root().commandLine()));
    invocation.out().flush();
    return ExitCode.OK.number();
  }
}
