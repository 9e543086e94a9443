package io.holdfast.cli.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads paths: absolute, or relative to a folder. */
final class PathValues {
  private final Values values;
  private final Problems problems;

  PathValues(Values values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  /** An absolute path without {@code .} and {@code ..}. */
  Optional<Path> read(Node node, String what, Path relativeTo) {
    return values.text(node, what).flatMap(text -> resolve(node, text, what, relativeTo));
  }

  /** As {@link #read}, for text that was read before. */
  Optional<Path> resolve(Node node, String text, String what, Path relativeTo) {
    if (text.equals("~") || text.startsWith("~/") || text.startsWith("$")) {
      problems.at(
          node,
          what
              + " cannot be '"
              + text
              + "': a shell's shorthand is not replaced here; write the full path, or './"
              + text
              + "' if that is its name");
      return Optional.empty();
    }
    try {
      return Optional.of(relativeTo.resolve(text).normalize());
    } catch (InvalidPathException e) {
      boolean foreign = text.chars().anyMatch(c -> c > 127);
      problems.at(
          node,
          what
              + " cannot be '"
              + text
              + "' on this system: "
              + e.getReason()
              + (foreign ? "; in a locale without UTF-8, set LC_ALL=C.UTF-8" : ""));
      return Optional.empty();
    }
  }
}
