package io.holdfast.cli.config;

import io.holdfast.core.catalog.Printable;
import java.util.Comparator;

/**
 * One thing that is wrong with a configuration file.
 *
 * @param line from 1; 0 when the file as a whole is meant
 * @param column from 1, in characters; 0 when the file as a whole is meant
 * @param message what is wrong and what to write instead, in one line
 */
public record Problem(int line, int column, String message) implements Comparable<Problem> {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line)
          .thenComparingInt(Problem::column)
          .thenComparing(Problem::message);

  public Problem {
    message = Printable.of(message);
  }

  @Override
  public int compareTo(Problem other) {
    return BY_PLACE.compare(this, other);
  }

  /** The problem as compilers write it: {@code file:line:column: message}. */
  String in(String file) {
    return Printable.of(file) + (line == 0 ? "" : ":" + line + ":" + column) + ": " + message;
  }
}
