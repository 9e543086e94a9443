package io.holdfast.core.restore;

import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.text.NearestNames;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the sources of an archive that a request names. */
final class SourceChoice {
  private static final String TAR = ".tar";

  private SourceChoice() {}

  /**
   * The named sources in archive order, or all when none is named.
   *
   * @throws RestoreStopped when a name is none of the archive's
   */
  static List<ArchivedSource> of(
      List<String> names, List<ArchivedSource> archived, Optional<ArchiveInfo> info)
      throws RestoreStopped {
    if (names.isEmpty()) {
      return archived;
    }
    Set<ArchivedSource> chosen = new LinkedHashSet<>();
    for (String name : names) {
      chosen.add(find(name, archived).orElseThrow(() -> unknown(name, archived, info)));
    }
    List<ArchivedSource> ordered = new ArrayList<>(archived);
    ordered.retainAll(chosen);
    return ordered;
  }

  /** By its name, or by what stands in the archive: {@code volume.tar}, {@code directory/}. */
  private static Optional<ArchivedSource> find(String name, List<ArchivedSource> archived) {
    String plain = name.startsWith("./") ? name.substring(2) : name;
    String bare = plain.replaceAll("/+$", "");
    for (String candidate : List.of(name, bare)) {
      for (ArchivedSource source : archived) {
        if (source.name().equals(candidate)) {
          return Optional.of(source);
        }
      }
    }
    return archived.stream()
        .filter(s -> s.kind() == SourceKind.VOLUME && bare.equals(s.name() + TAR))
        .findFirst();
  }

  private static RestoreStopped unknown(
      String name, List<ArchivedSource> archived, Optional<ArchiveInfo> info) {
    String head = "source '" + Printable.of(name) + "' is not in this archive";
    Optional<String> why =
        info.stream()
            .flatMap(i -> i.sources().stream())
            .filter(record -> !record.isArchived() && record.name().equals(name))
            .map(record -> Printable.of(record.detail()))
            .findFirst();
    if (why.isPresent()) {
      return RestoreStopped.nothingMatched(
          head + ", it was not saved when the archive was made: " + why.get());
    }
    List<String> known = archived.stream().map(ArchivedSource::name).toList();
    List<String> near = near(name, known);
    String hint = near.isEmpty() ? "; it has " : "; did you mean " + quoted(near) + "? It has ";
    return RestoreStopped.nothingMatched(head + hint + quoted(known));
  }

  private static List<String> near(String name, List<String> known) {
    List<String> longer = known.stream().filter(k -> k.endsWith("_" + name)).toList();
    return longer.isEmpty() ? NearestNames.of(name, known) : longer;
  }

  static String quoted(List<String> names) {
    return names.isEmpty()
        ? "no sources"
        : "'" + String.join("', '", names.stream().map(Printable::of).toList()) + "'";
  }
}
