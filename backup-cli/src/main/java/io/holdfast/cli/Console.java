package io.holdfast.cli;

import io.holdfast.cli.text.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a command says what: results to stdout, warnings and errors to stderr. With {@code --json}
 * only the document goes to stdout. With {@code --quiet} nothing is said until it is known that
 * there is something to report. Writing never fails: nobody may be listening.
 */
final class Console {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private final boolean quiet;
  private final List<String> held = new ArrayList<>();
  private Runnable beforeLine = () -> {};

  Console(Invocation invocation, CommonOptions options) {
    out = invocation.out();
    err = invocation.err();
    json = options.json;
    quiet = options.quiet;
  }

  boolean isJson() {
    return json;
  }

  boolean isQuiet() {
    return quiet;
  }

  PrintWriter out() {
    return out;
  }

  PrintWriter err() {
    return err;
  }

  /** Says what is to be done before any line, such as clearing a line of progress. */
  void beforeLine(Runnable action) {
    beforeLine = action;
  }

  /** A line of the result, for people. */
  void line(String text) {
    if (!json && !quiet) {
      beforeLine.run();
      out.println(text);
    }
  }

  /** A line of the result that is worth to be seen at once. */
  void lineNow(String text) {
    line(text);
    out.flush();
  }

  /** Something a person should know; held back while it may turn out that all is well. */
  void warning(String text) {
    if (quiet) {
      held.add(text);
    } else {
      printError(text);
    }
  }

  /** What went wrong. */
  void error(String text) {
    releaseHeld();
    printError(text);
  }

  /** The result for machines; written by {@link #document} alone. */
  void document(Map<String, Object> document, ExitCode code) {
    if (json && !(quiet && code == ExitCode.OK)) {
      try {
        Json.write(out, document);
      } catch (IOException e) {
        // Nobody is listening; the exit code tells
        err.flush();
      }
      out.flush();
    }
  }

  /** Ends the output. */
  void finish(ExitCode code) {
    if (code != ExitCode.OK) {
      releaseHeld();
    }
    beforeLine.run();
    out.flush();
    err.flush();
  }

  private void releaseHeld() {
    held.forEach(this::printError);
    held.clear();
  }

  private void printError(String text) {
    beforeLine.run();
    out.flush();
    err.println(text);
    err.flush();
  }
}
