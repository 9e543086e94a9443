package io.holdfast.cli.config;

import java.util.Collection;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong, so that all of it can be said at once. Not thread-safe. */
final class Problems {
  private final TreeSet<Problem> found = new TreeSet<>();

  void at(Node node, String message) {
    Mark mark = node.getStartMark().orElseThrow();
    found.add(new Problem(mark.getLine() + 1, mark.getColumn() + 1, message));
  }

  Collection<Problem> found() {
    return found;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  static int line(Node node) {
    return node.getStartMark().orElseThrow().getLine() + 1;
  }
}
