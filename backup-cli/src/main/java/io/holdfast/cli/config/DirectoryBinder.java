package io.holdfast.cli.config;

import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads {@code directories}, and gives each its name in the archive. */
final class DirectoryBinder {
  private static final String EXAMPLE = "'- logs', or '- path: logs' with more keys below it";

  private final Values values;
  private final PathValues paths;
  private final Patterns patterns;
  private final Problems problems;
  private final SourceDefaults defaults;
  private final Path base;
  private final Optional<Path> destination;
  private final List<Seen> seen = new ArrayList<>();

  DirectoryBinder(
      Problems problems, SourceDefaults defaults, Path base, Optional<Path> destination) {
    this.problems = problems;
    this.values = new Values(problems);
    this.paths = new PathValues(values, problems);
    this.patterns = new Patterns(values, problems);
    this.defaults = defaults;
    this.base = base;
    this.destination = destination;
  }

  List<Source> bind(Node list) {
    List<Source> sources = new ArrayList<>();
    for (Node item : values.items(list, "'directories'", "one '- logs' per line below it")) {
      if (item instanceof ScalarNode) {
        plain(item).ifPresent(sources::add);
      } else {
        values
            .fields(item, KeyPlaces.DIRECTORY, KeyPlaces.DIRECTORY_KEYS, EXAMPLE)
            .flatMap(this::withKeys)
            .ifPresent(sources::add);
      }
    }
    return sources;
  }

  private Optional<Source> plain(Node item) {
    Optional<Path> path = paths.read(item, KeyPlaces.DIRECTORY, base);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    Selection selection =
        new Selection(defaults.exclude(), defaults.excludeCaches(), defaults.oneFileSystem());
    return source(item, item, path.get(), Optional.empty(), selection, OptionalLong.empty());
  }

  private Optional<Source> withKeys(Fields fields) {
    List<String> exclude = new ArrayList<>(defaults.exclude());
    fields.get("exclude").ifPresent(n -> exclude.addAll(patterns.read(n)));
    boolean caches =
        fields
            .get("exclude-caches")
            .flatMap(n -> values.flag(n, "'exclude-caches'"))
            .orElse(defaults.excludeCaches());
    boolean oneFileSystem =
        fields
            .get("one-file-system")
            .flatMap(n -> values.flag(n, "'one-file-system'"))
            .orElse(defaults.oneFileSystem());
    OptionalLong maxSize =
        fields
            .get("max-size")
            .map(n -> values.size(n, "'max-size'"))
            .orElseGet(OptionalLong::empty);
    Optional<Node> nameNode = fields.get("name");
    Optional<String> name = nameNode.flatMap(n -> values.text(n, "'name'"));
    Optional<Node> pathNode = fields.require("path", "");
    Optional<Path> path = pathNode.flatMap(n -> paths.read(n, "'path'", base));
    if (path.isEmpty() || (nameNode.isPresent() && name.isEmpty())) {
      return Optional.empty();
    }
    Node nameAt = nameNode.or(() -> pathNode).orElse(fields.node());
    Selection selection = new Selection(exclude, caches, oneFileSystem);
    return source(fields.node(), nameAt, path.get(), name, selection, maxSize);
  }

  private Optional<Source> source(
      Node item,
      Node nameAt,
      Path path,
      Optional<String> given,
      Selection selection,
      OptionalLong maxSize) {
    String name = given.orElseGet(() -> nameOf(path));
    if (name.isEmpty()) {
      problems.at(
          nameAt,
          "the directory '"
              + path
              + "' has no name of its own; write it as 'path: "
              + path
              + "' with a 'name:' for its place in the archive");
      return Optional.empty();
    }
    if (destination.isPresent() && path.equals(destination.get())) {
      problems.at(
          item,
          "the directory '"
              + path
              + "' is the destination itself; archives cannot hold each other");
      return Optional.empty();
    }
    try {
      DirectorySource source = new DirectorySource(name, path, selection, maxSize);
      return isNew(source, item, nameAt) ? Optional.of(source) : Optional.empty();
    } catch (IllegalArgumentException e) {
      problems.at(nameAt, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * Below the base directory: the path from there. Elsewhere: the last part. Empty for the root.
   */
  private String nameOf(Path path) {
    if (path.startsWith(base) && !path.equals(base)) {
      return base.relativize(path).toString();
    }
    Path last = path.getFileName();
    return last == null ? "" : last.toString();
  }

  private boolean isNew(DirectorySource source, Node item, Node nameAt) {
    for (Seen earlier : seen) {
      if (earlier.source.path().equals(source.path())) {
        problems.at(
            item,
            "the directory '"
                + source.path()
                + "' is given twice; the first one is in line "
                + earlier.line);
        return false;
      }
      if (earlier.source.name().equals(source.name())) {
        problems.at(
            nameAt,
            "a directory named '"
                + source.name()
                + "' in the archive is there already, in line "
                + earlier.line
                + "; give this one another name: {path: "
                + source.path()
                + ", name: "
                + suggestion(source)
                + "}");
        return false;
      }
      if (collide(earlier.source, source) || collide(source, earlier.source)) {
        problems.at(
            nameAt,
            "the names '"
                + source.name()
                + "' and '"
                + earlier.source.name()
                + "' (line "
                + earlier.line
                + ") lie inside each other in the archive, but the directories do not; give one of"
                + " them another name");
        return false;
      }
    }
    seen.add(new Seen(source, Problems.line(item)));
    return true;
  }

  /** Whether two trees would be mixed in the archive. */
  private static boolean collide(DirectorySource outer, DirectorySource inner) {
    String prefix = outer.name() + "/";
    return inner.name().startsWith(prefix)
        && !outer.path().resolve(inner.name().substring(prefix.length())).equals(inner.path());
  }

  private static String suggestion(DirectorySource source) {
    Path parent = source.path().getParent();
    Path folder = parent == null ? null : parent.getFileName();
    return (folder == null ? "other" : folder) + "-" + source.name().replace('/', '-');
  }

  private record Seen(DirectorySource source, int line) {}
}
