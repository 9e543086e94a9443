package io.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** What one call of the command line gave. */
record CommandLineRun(int code, String out, String err) {

  /** Runs a command with these collaborators. */
  static CommandLineRun of(Collaborators collaborators, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Holdfast.run(new PrintWriter(out), new PrintWriter(err), collaborators, args);
    return new CommandLineRun(code, out.toString(), err.toString());
  }

  /** The one JSON document on stdout. */
  JsonNode json() {
    try {
      return new ObjectMapper().readTree(out);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + out, e);
    }
  }

  List<String> outLines() {
    return out.lines().toList();
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
