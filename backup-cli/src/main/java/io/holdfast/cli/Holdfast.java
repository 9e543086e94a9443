package io.holdfast.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** The command line's entry point. */
public final class Holdfast {
  private Holdfast() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    List<String> words = Arrays.asList(args);
    if (words.contains("--verbose")) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
    } else if (words.contains("-q") || words.contains("--quiet")) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
    }
    PrintWriter out = writer(FileDescriptor.out);
    PrintWriter err = writer(FileDescriptor.err);
    System.setErr(new PrintableStream(System.err));
    Signals signals = Signals.install(Thread.currentThread(), err);
    Invocation invocation =
        new Invocation(
            out,
            err,
            Terminal.isErrorTerminal(),
            () -> signals.received().orElse(ExitCode.INTERRUPTED),
            new HostCollaborators());
    int code = ExitCode.FAILED.number();
    try {
      code = run(invocation, args);
    } catch (OutOfMemoryError e) {
      err.println(
          "holdfast: the heap is too small for this; set HOLDFAST_JAVA_OPTS=-Xmx1g and try again");
      err.flush();
    }
    System.exit(code);
  }

  /**
   * Runs one command on this host. Ends no process and keeps no state; interrupting the thread
   * cancels.
   *
   * @param out for results; flushed, not closed
   * @param err for warnings and errors; flushed, not closed
   * @return the exit code
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(out, err, new HostCollaborators(), args);
  }

  /** As {@link #run(PrintWriter, PrintWriter, String...)}, with other collaborators. */
  public static int run(
      PrintWriter out, PrintWriter err, Collaborators collaborators, String... args) {
    return run(new Invocation(out, err, false, () -> ExitCode.INTERRUPTED, collaborators), args);
  }

  static int run(Invocation invocation, String... args) {
    CommandLine commandLine =
        RootCommand.commandLine(invocation, args)
            .setOut(invocation.out())
            .setErr(invocation.err())
            .setUsageHelpAutoWidth(false)
            .setUsageHelpWidth(100)
            .setParameterExceptionHandler(new ParameterErrors(invocation));
    int code = commandLine.execute(args);
    if (invocation.out().checkError()) {
      invocation
          .err()
          .println(
              "holdfast: the output could not be written in full;"
                  + " is the disk behind it full, or its reader gone?");
      code = code == ExitCode.OK.number() ? ExitCode.FAILED.number() : code;
    }
    invocation.err().flush();
    return code;
  }

  /** A writer that remembers that it failed, and goes on: a run must not end with its listener. */
  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new BufferedWriter(
            new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8)));
  }
}
