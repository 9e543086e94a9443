package io.holdfast.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;

/**
 * What one call of the command line has around it.
 *
 * @param out for results; flushed by the command
 * @param err for warnings, errors and progress; flushed by the command
 * @param terminal whether {@code err} is a terminal, on which a line can be rewritten
 * @param interruption the exit code of a command that was interrupted
 */
record Invocation(
    PrintWriter out,
    PrintWriter err,
    boolean terminal,
    Supplier<ExitCode> interruption,
    Collaborators collaborators) {

  /** One that is not on a terminal, and whose output goes elsewhere. */
  Invocation into(PrintWriter writer) {
    return new Invocation(writer, writer, false, interruption, collaborators);
  }
}
