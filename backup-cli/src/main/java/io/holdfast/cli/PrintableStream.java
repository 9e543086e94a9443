package io.holdfast.cli;

import io.holdfast.core.catalog.Printable;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A stream whose lines are made printable: what libraries and SLF4J say on the standard error holds
 * names and messages from outside. Closing it closes what is behind it.
 */
final class PrintableStream extends PrintStream {
  PrintableStream(OutputStream behind) {
    super(behind, true, StandardCharsets.UTF_8);
  }

  @Override
  public void println(String line) {
    super.println(Printable.of(String.valueOf(line)));
  }

  /** A line of a stack trace, which a tab may begin. */
  @Override
  public void println(Object line) {
    String text = String.valueOf(line);
    println(text.startsWith("\t") ? "    " + text.substring(1) : text);
  }
}
