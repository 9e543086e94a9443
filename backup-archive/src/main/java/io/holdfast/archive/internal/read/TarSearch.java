package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.ArchivePaths;
import io.holdfast.archive.internal.tar.EntryNames;
import io.holdfast.archive.internal.tar.HeaderFinder;
import io.holdfast.archive.internal.tar.LentBytes;
import io.holdfast.archive.internal.tar.TarFormatException;
import io.holdfast.archive.internal.tar.TarHeader;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.SourceKind;
import java.io.EOFException;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entries of a tar of which parts are missing, by their headers: run by run, after each
 * gap from the next header on. Not thread-safe.
 */
final class TarSearch {
  private static final String TAR = ".tar";
  private static final String NONE = "";
  private static final String CUT_OFF = "a part of it is missing";

  private final IndexedTar tar;

  /** The sources that the records name, with the number of their entries. */
  private final Map<ArchivedSource, Long> known;

  private final Map<ArchivedSource, FoundSource> sources = new LinkedHashMap<>();
  private final Map<String, long[]> manifests = new HashMap<>();

  /** The volume that was met last. */
  private @Nullable ArchivedSource volume;

  /** Whether the search is in the volume's tar. */
  private boolean inside;

  /** Where the tar of the volume ends; -1 where that is not known. */
  private long volumeEnd;

  private boolean volumeDotted;

  TarSearch(IndexedTar tar, Map<ArchivedSource, Long> known) {
    this.tar = tar;
    this.known = known;
  }

  /** Looks through a part of the tar that is whole; parts are given in order. */
  void run(long start, long end) throws IOException {
    volumeEnd = -1;
    TarRanges range = new TarRanges();
    range.add(start, end);
    try (LentBytes bytes = tar.open(range)) {
      HeaderFinder finder = new HeaderFinder(bytes);
      long expectedAt = start == 0 ? 0 : -1;
      while (finder.seek()) {
        long at = start + finder.position();
        TarReader reader = new TarReader(finder);
        Optional<TarHeader> header = header(reader, finder, at - start);
        if (header.isEmpty()) {
          expectedAt = -1;
          continue;
        }
        long contentStart = at + reader.position();
        long entryEnd = at + reader.entryEnd();
        boolean sure = expectedAt >= 0 && finder.wasExpected();
        if (!place(header.get(), at, contentStart, entryEnd, entryEnd <= end, sure)) {
          skip(finder, Math.min(end, entryEnd) - contentStart);
        }
        expectedAt = entryEnd;
      }
    }
  }

  private static Optional<TarHeader> header(TarReader reader, HeaderFinder finder, long at)
      throws IOException {
    try {
      Optional<TarHeader> header = reader.next();
      if (header.isPresent()) {
        return header;
      }
    } catch (TarFormatException | EOFException e) {
      // What looked like a header is none, or not all of it is here.
    }
    byte[] read = reader.rawHeader();
    if (finder.position() - at == read.length) {
      finder.giveBack(read);
    }
    return Optional.empty();
  }

  private static void skip(HeaderFinder finder, long count) throws IOException {
    long left = count;
    while (left > 0) {
      long skipped = finder.skip(left);
      if (skipped == 0) {
        return;
      }
      left -= skipped;
    }
  }

  /** Notes one entry; whether its content is the tar of a volume. */
  private boolean place(
      TarHeader header, long at, long contentStart, long end, boolean whole, boolean sure) {
    String name = header.name();
    inside = inside && volume != null && isInVolume(volume, at, name);
    if (!inside) {
      if (name.startsWith(ArchivePaths.FOLDER)) {
        if (whole && header.type() == EntryType.FILE) {
          manifests.put(name, new long[] {contentStart, header.size()});
        }
        return false;
      }
      if (header.type() == EntryType.FILE
          && name.indexOf('/') < 0
          && name.endsWith(TAR)
          && ArchivePaths.isSourceName(name.substring(0, name.length() - TAR.length()))) {
        enter(name.substring(0, name.length() - TAR.length()));
        volumeEnd = header.size() == 0 ? -1 : end; // the header of a draft has no size yet
        return true;
      }
      if (isDotted(name)) {
        resume(at);
      }
    }
    ArchivedSource source = inside && volume != null ? volume : directory(name);
    volumeDotted |= inside && isDotted(name);
    if (ArchivePaths.isSourceName(source.name())) {
      add(found(source), header, at, end, whole, sure);
    }
    return false;
  }

  private static void add(
      FoundSource found, TarHeader header, long at, long end, boolean whole, boolean sure) {
    EntryPath path;
    try {
      path = EntryNames.entry(header, found.prefix()).path();
    } catch (TarFormatException e) {
      return; // nothing that a source has
    }
    if (whole) {
      found.add(at, end, sure);
    } else {
      found.addCutOff(path, CUT_OFF);
    }
  }

  /** Goes on in a volume at an entry that must be of one. */
  private void resume(long at) {
    if (volume != null && at < volumeEnd) {
      inside = true; // something stood here that does not belong here
    } else {
      enter(volumeWithoutHeader());
    }
  }

  private void enter(String name) {
    inside = true;
    volume = new ArchivedSource(new EntryPath(name).text(), SourceKind.VOLUME);
    volumeEnd = -1;
    volumeDotted = sources.containsKey(volume); // what comes twice may stand anywhere
    if (!name.equals(NONE)) {
      found(volume);
    }
  }

  private boolean isInVolume(ArchivedSource current, long at, String name) {
    if (isDotted(name) || volumeDotted) {
      return isDotted(name);
    }
    if (volumeEnd >= 0) {
      return at < volumeEnd;
    }
    boolean outside =
        name.startsWith(ArchivePaths.FOLDER)
            || known.keySet().stream().anyMatch(s -> !s.equals(current) && isOf(s, name));
    return !outside;
  }

  private static boolean isDotted(String name) {
    return name.equals(".") || name.startsWith("./");
  }

  private static boolean isOf(ArchivedSource source, String name) {
    String outer = EntryPath.of(source.name()).latin1();
    return source.kind() == SourceKind.VOLUME
        ? name.equals(outer + TAR)
        : name.startsWith(outer + "/");
  }

  private ArchivedSource directory(String name) {
    int slash = name.indexOf('/');
    return known.keySet().stream()
        .filter(s -> s.kind() == SourceKind.DIRECTORY && isOf(s, name))
        .findFirst()
        .orElseGet(
            () ->
                new ArchivedSource(
                    new EntryPath(slash < 0 ? name : name.substring(0, slash)).text(),
                    SourceKind.DIRECTORY));
  }

  /**
   * The volume whose own header is lost: the next one in order that was not met yet. None if all
   * were: then these are entries that the archive should not have.
   */
  private String volumeWithoutHeader() {
    boolean met = sources.isEmpty();
    for (ArchivedSource source : known.keySet()) {
      met |= sources.containsKey(source);
      if (met && source.kind() == SourceKind.VOLUME && !sources.containsKey(source)) {
        return EntryPath.of(source.name()).latin1();
      }
    }
    return known.isEmpty() ? "unknown-volume-" + (sources.size() + 1) : NONE;
  }

  private FoundSource found(ArchivedSource source) {
    return sources.computeIfAbsent(source, s -> new FoundSource(s, known.getOrDefault(s, -1L)));
  }

  /** The sources that were met, with their manifests, in the order of the tar. */
  Collection<FoundSource> sources() {
    for (FoundSource found : sources.values()) {
      String name = ArchivePaths.manifestOf(found.source().name());
      long[] manifest = manifests.get(EntryPath.of(name).latin1());
      if (manifest != null) {
        found.manifest(manifest[0], manifest[1]);
      }
    }
    return sources.values();
  }
}
