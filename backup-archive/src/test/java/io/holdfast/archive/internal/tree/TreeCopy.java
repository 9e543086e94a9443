package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.plan.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Copies a tree by reading and writing it. */
final class TreeCopy {
  final Issues issues = new Issues();
  final List<String> problems = new ArrayList<>();
  List<String> notes = List.of();

  static TreeCopy of(Path from, Path to) throws Exception {
    return of(from, new TreeWriter(to, false));
  }

  static TreeCopy of(Path from, TreeWriter to) throws Exception {
    TreeCopy copy = new TreeCopy();
    try (TreeWriter writer = to) {
      new TreeReader(new SourceContent.Tree(from, Selection.EVERYTHING, Set.of()), copy.issues)
          .read(
              (entry, content) -> {
                try {
                  writer.write(
                      entry,
                      Channels.newInputStream(content),
                      Optional.empty(),
                      problem -> problem.ifPresent(copy.problems::add));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      copy.problems.addAll(writer.finish());
      copy.notes = writer.notes();
    }
    return copy;
  }

  /**
   * Copies its first argument to the second in the locale of this process, and fails if anything is
   * lost.
   */
  public static void main(String[] arguments) throws Exception {
    TreeCopy copy = of(Path.of(arguments[0]), Path.of(arguments[1]));
    if (copy.issues.count() > 0 || !copy.problems.isEmpty() || !copy.notes.isEmpty()) {
      throw new AssertionError(copy.issues.listed() + " " + copy.problems + " " + copy.notes);
    }
  }
}
