package io.holdfast.cli;

import io.holdfast.cli.text.Json;
import io.holdfast.core.catalog.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;

/**
 * Where a command says what: results to stdout, warnings and errors to stderr. With {@code --json}
 * only the document goes to stdout; with {@code --quiet} nothing does when all is well. Writing
 * never fails, since nobody may be listening; {@link #finish} tells. Lines are made printable here,
 * whatever names they hold: no text from outside reaches a terminal as it is.
 */
final class Console {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private final boolean quiet;
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
      out.println(Printable.of(text));
    }
  }

  /** A line of the result that is worth to be seen at once. */
  void lineNow(String text) {
    line(text);
    out.flush();
  }

  /** Something a person should know, or what went wrong; nothing silences it. */
  void error(String text) {
    beforeLine.run();
    out.flush();
    err.println(Printable.of(text));
    err.flush();
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

  /**
   * Ends the output.
   *
   * @return whether all of it could be written
   */
  boolean finish() {
    beforeLine.run();
    err.flush();
    return !out.checkError();
  }
}
