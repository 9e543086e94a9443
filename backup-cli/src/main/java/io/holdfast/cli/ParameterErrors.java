package io.holdfast.cli;

import io.holdfast.cli.text.Json;
import io.holdfast.cli.text.Nearest;
import io.holdfast.core.catalog.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and what was probably meant. */
final class ParameterErrors implements IParameterExceptionHandler {
  private final Invocation invocation;

  ParameterErrors(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    String message = Printable.of(message(e));
    invocation.err().println("holdfast: " + message);
    invocation.err().flush();
    if (Arrays.asList(args).contains("--json")) {
      writeJson(message);
    }
    return ExitCode.USAGE.number();
  }

  private void writeJson(String message) {
    try {
      Json.write(invocation.out(), Documents.error(message, ExitCode.USAGE, Map.of()));
    } catch (IOException e) {
      // Nobody is listening; the exit code tells
      invocation.err().flush();
    }
    invocation.out().flush();
  }

  private static String message(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String help = " '" + name + " --help' explains it.";
    if (!(e instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return e.getMessage() + "." + help;
    }
    String word = unmatched.getUnmatched().get(0);
    if (word.startsWith("-")) {
      String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
      return "unknown option '" + option + "'" + Nearest.hint(option, options(command)) + help;
    }
    if (command.getParent() == null) {
      List<String> commands = List.copyOf(command.getSubcommands().keySet());
      return "unknown command '"
          + word
          + "'"
          + Nearest.hint(word, commands)
          + " Commands: "
          + String.join(", ", commands);
    }
    return "'" + name + "' does not take '" + word + "'." + help;
  }

  private static List<String> options(CommandLine command) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      names.addAll(Arrays.asList(option.names()));
    }
    return names;
  }
}
