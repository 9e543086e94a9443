package io.holdfast.cli;

import java.io.PrintWriter;

/**
 * What one call of the command line has around it.
 *
 * @param out for results; flushed by the command
 * @param err for warnings, errors and progress; flushed by the command
 * @param terminal whether {@code err} is a terminal, on which a line can be rewritten
 */
record Invocation(
    PrintWriter out, PrintWriter err, boolean terminal, Collaborators collaborators) {}
