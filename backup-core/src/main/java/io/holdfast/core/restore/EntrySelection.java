package io.holdfast.core.restore;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.SourceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The entries of an archive that a request asks for: what its patterns match, with all below it,
 * and the directories that lead there. Not thread-safe.
 */
public final class EntrySelection {
  private final List<ArchivedSource> sources;
  private final List<PathPattern> patterns;
  private final boolean relative;

  /** How each pattern is applied. */
  private final Map<PathPattern, BiPredicate<PathPattern, List<String>>> ways = new HashMap<>();

  private final Map<ArchivedSource, Extent> extents = new LinkedHashMap<>();
  private List<String> matchedNothing = List.of();

  /** What is selected of one source. */
  static final class Extent {
    private long entries;
    private long bytes;
    private final Set<EntryPath> leadingThere = new HashSet<>();
    private final Map<EntryPath, Boolean> asked = new LinkedHashMap<>();

    /** Entries that will be written, the directories that lead there included. */
    long entries() {
      return entries + leadingThere.size();
    }

    long bytes() {
      return bytes;
    }

    /** With patterns only: each path that was asked for, and whether it is a directory. */
    Map<EntryPath, Boolean> asked() {
      return asked;
    }
  }

  private EntrySelection(List<ArchivedSource> sources, List<PathPattern> patterns) {
    this.sources = sources;
    this.patterns = patterns;
    relative = sources.size() == 1;
  }

  /**
   * Reads the archive's entries, not their content, as often as the patterns need it.
   *
   * @param archive not closed, and not kept
   * @param sources those that are selected from, as the archive gave them
   * @param paths patterns as in {@link RestoreRequest#paths}; none select everything
   * @return what is selected, which may be nothing
   * @throws ArchiveException when the archive cannot be read, or is damaged there
   * @throws InterruptedException when the thread was interrupted
   */
  public static EntrySelection of(
      OpenArchive archive, List<ArchivedSource> sources, List<String> paths)
      throws ArchiveException, InterruptedException {
    EntrySelection selection =
        new EntrySelection(sources, paths.stream().map(PathPattern::new).toList());
    selection.preferExactNames(archive);
    selection.measure(archive);
    return selection;
  }

  /** A name with a star in it is meant before a star that stands for names. */
  private void preferExactNames(OpenArchive archive) throws ArchiveException, InterruptedException {
    List<PathPattern> open = new ArrayList<>();
    for (PathPattern pattern : patterns) {
      ways.put(pattern, pattern.hasWildcards() ? PathPattern::matches : PathPattern::spells);
      if (pattern.hasWildcards()) {
        open.add(pattern);
      }
    }
    if (open.isEmpty()) {
      return;
    }
    archive.entries(
        (source, path) -> sources.contains(source),
        (source, entry) ->
            open.removeIf(
                pattern -> {
                  boolean exact = applies(pattern, PathPattern::spells, source, entry.path());
                  if (exact) {
                    ways.put(pattern, PathPattern::spells);
                  }
                  return exact;
                }));
  }

  private void measure(OpenArchive archive) throws ArchiveException, InterruptedException {
    Set<PathPattern> unmatched = new HashSet<>(patterns);
    archive.entries(
        this::isAskedFor,
        (source, entry) -> {
          Extent extent = extents.computeIfAbsent(source, s -> new Extent());
          extent.entries++;
          // What a hostile archive claims may be more than a long can say.
          extent.bytes += Math.min(entry.size(), Long.MAX_VALUE - extent.bytes);
          if (!patterns.isEmpty()) {
            extent.asked.put(entry.path(), entry.type() == EntryType.DIRECTORY);
            addParents(entry.path(), extent.leadingThere);
            unmatched.removeIf(
                p -> applies(p, ways.getOrDefault(p, PathPattern::spells), source, entry.path()));
          }
        });
    extents.values().forEach(extent -> extent.leadingThere.removeAll(extent.asked.keySet()));
    matchedNothing =
        patterns.stream().filter(unmatched::contains).map(PathPattern::toString).toList();
  }

  private static void addParents(EntryPath path, Set<EntryPath> parents) {
    String name = path.latin1();
    for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
      if (!parents.add(new EntryPath(name.substring(0, slash)))) {
        return;
      }
    }
    if (!path.isRoot()) {
      parents.add(EntryPath.ROOT);
    }
  }

  /** The sources of which anything is selected, in archive order. */
  List<ArchivedSource> sources() {
    return patterns.isEmpty() ? sources : sources.stream().filter(extents::containsKey).toList();
  }

  Extent extent(ArchivedSource source) {
    return extents.getOrDefault(source, new Extent());
  }

  boolean isPartial() {
    return !patterns.isEmpty();
  }

  /** {@return patterns that match nothing, as they were given} */
  public List<String> unmatched() {
    return matchedNothing;
  }

  /**
   * {@return a filter for what the patterns match, with all below it, but not the directories that
   * lead there}
   */
  public EntryFilter asked() {
    return this::isAskedFor;
  }

  EntryFilter filter() {
    if (patterns.isEmpty()) {
      return EntryFilter.ALL; // readers are asked source by source, and know a shorter way for this
    }
    return (source, path) -> isAskedFor(source, path) || extent(source).leadingThere.contains(path);
  }

  private boolean isAskedFor(ArchivedSource source, EntryPath path) {
    if (!sources.contains(source)) {
      return false;
    }
    for (PathPattern pattern : patterns) {
      if (applies(pattern, ways.getOrDefault(pattern, PathPattern::spells), source, path)) {
        return true;
      }
    }
    return patterns.isEmpty();
  }

  private boolean applies(
      PathPattern pattern,
      BiPredicate<PathPattern, List<String>> way,
      ArchivedSource source,
      EntryPath path) {
    // a name that is not text is asked for as it was printed
    String text = path.text();
    if (appliesTo(pattern, way, source, text)) {
      return true;
    }
    if (isPlain(path.latin1())) {
      return false;
    }
    String printed = path.toString();
    return !printed.equals(text) && appliesTo(pattern, way, source, printed);
  }

  /** Whether a path is printed as it is, as nearly all are. */
  private static boolean isPlain(String latin1) {
    for (int i = 0; i < latin1.length(); i++) {
      char c = latin1.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  private boolean appliesTo(
      PathPattern pattern,
      BiPredicate<PathPattern, List<String>> way,
      ArchivedSource source,
      String path) {
    return (relative && way.test(pattern, PathPattern.parts(path)))
        || way.test(pattern, PathPattern.parts(source.name() + "/" + path))
        || (source.kind() == SourceKind.VOLUME
            && way.test(pattern, PathPattern.parts(source.name() + ".tar/" + path)));
  }

  /** What to say when no pattern matches anything. */
  String nothingMatched() {
    return "nothing in "
        + SourceChoice.quoted(sources.stream().map(ArchivedSource::name).toList())
        + " matches "
        + String.join(", ", matchedNothing.stream().map(p -> "'" + Printable.of(p) + "'").toList())
        + "; paths are given as <source>/<path>, 'holdfast show' lists them";
  }
}
