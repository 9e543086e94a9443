package io.holdfast.cli.config;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration file that cannot be used. The message has one line for each problem. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * @param file as the user wrote it
   */
  ConfigurationException(String file, Collection<Problem> problems) {
    super(problems.stream().map(p -> p.in(file)).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  ConfigurationException(String file, String message) {
    this(file, List.of(new Problem(0, 0, message)));
  }

  /** Everything that is wrong, in the order of the file; at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
