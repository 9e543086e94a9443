package io.holdfast.cli.config;

import io.holdfast.core.plan.ExcludeMatcher;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads lists of exclude patterns, each checked where it stands. */
final class Patterns {
  private final Values values;
  private final Problems problems;

  Patterns(Values values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  List<String> read(Node node) {
    List<String> patterns = new ArrayList<>();
    for (Node item : values.items(node, "'exclude'", "a list such as [\"*.tmp\", \"cache/\"]")) {
      values
          .text(item, "a pattern in 'exclude'")
          .filter(pattern -> isValid(item, pattern))
          .ifPresent(patterns::add);
    }
    return patterns;
  }

  private boolean isValid(Node node, String pattern) {
    try {
      ExcludeMatcher.of(List.of(pattern));
      return true;
    } catch (IllegalArgumentException e) {
      problems.at(node, String.valueOf(e.getMessage()));
      return false;
    }
  }
}
