package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.Index.Section;
import io.holdfast.archive.internal.format.ManifestEntry;
import io.holdfast.archive.internal.format.ManifestReader;
import io.holdfast.archive.internal.format.Positions;
import io.holdfast.archive.internal.tar.EntryNames;
import io.holdfast.archive.internal.tar.LentBytes;
import io.holdfast.archive.internal.tar.TarHeader;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SparseMap;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The selected entries of one source with their content. A hard link whose target is not selected
 * gets the target's content itself; further links to that target link to it.
 */
final class Picked {
  private final Section section;
  private final EntryFilter filter;
  private final IndexedTar tar;

  /** Targets that are not selected, with the first selected link to each. */
  private final Map<EntryPath, EntryPath> standIns = new HashMap<>();

  /** Entries that are still to be taken. */
  private long left;

  Picked(Section section, EntryFilter filter, IndexedTar tar) {
    this.section = section;
    this.filter = filter;
    this.tar = tar;
  }

  /** Takes one selected entry. */
  interface Taker {
    /**
     * Takes one.
     *
     * @param sha256 hex digest of a file's content
     * @param content exactly the entry's size
     * @param contents can check it
     */
    void take(Entry entry, Optional<String> sha256, LentBytes content, ContentCheck contents)
        throws IOException, DestinationException, InterruptedException;
  }

  /** Calls {@code taker} for every selected entry, in archive order. */
  void forEach(Taker taker)
      throws IOException, ArchiveException, DestinationException, InterruptedException {
    TarRanges ranges = ranges();
    String prefix =
        section.source().kind() == SourceKind.VOLUME
            ? "./"
            : EntryPath.of(section.source().name()).latin1() + "/";
    Set<EntryPath> done = new HashSet<>();
    ChunkFeed feed = tar.feed(ranges, read -> {});
    ContentCheck contents = tar.check(feed);
    try (InputStream text = tar.openManifest(section);
        LentBytes bytes = ranges.open(tar.chunks(), feed)) {
      ManifestReader manifest = IndexedTar.manifest(text);
      TarReader entries = new TarReader(bytes);
      // The rest of the manifest is of no interest once the last one is there.
      while (left > 0 && manifest.advance()) {
        if (!isNeeded(manifest.path())) {
          continue;
        }
        left--;
        ManifestEntry wanted = manifest.entry();
        Entry entry = wanted.entry();
        TarHeader header =
            entries.next().orElseThrow(() -> new ArchiveException("an entry is missing"));
        if (!EntryNames.path(header.name(), prefix).equals(entry.path())
            || header.type() != entry.type()
            || (entry.type() == EntryType.FILE && header.size() != entry.size())) {
          throw new ArchiveException("'" + entry.path() + "' is not where its manifest says");
        }
        Optional<SparseMap> holes = header.sparse();
        Optional<Entry> placed = place(holes.isPresent() ? entry.with(holes) : entry, done);
        if (placed.isPresent()) {
          taker.take(placed.get(), wanted.sha256(), entries.content(), contents);
        }
      }
    }
  }

  /** Where the entry is to appear, as what. */
  private Optional<Entry> place(Entry entry, Set<EntryPath> done) {
    EntryPath standIn = standIns.get(entry.path());
    if (standIn != null) {
      done.add(standIn);
      return Optional.of(moved(entry, standIn, entry.type(), Optional.empty()));
    }
    if (done.remove(entry.path())) {
      return Optional.empty();
    }
    if (entry.type() == EntryType.HARD_LINK) {
      EntryPath target = entry.linkTarget().orElseThrow();
      EntryPath instead = standIns.getOrDefault(target, target);
      return Optional.of(moved(entry, entry.path(), EntryType.HARD_LINK, Optional.of(instead)));
    }
    return Optional.of(entry);
  }

  private static Entry moved(
      Entry entry, EntryPath path, EntryType type, Optional<EntryPath> linkTarget) {
    return new Entry(
        path,
        type,
        entry.size(),
        entry.mode(),
        entry.uid(),
        entry.gid(),
        entry.modified(),
        linkTarget.isPresent() ? linkTarget : entry.linkTarget(),
        entry.device(),
        entry.attributes(),
        entry.sparse());
  }

  private boolean isNeeded(EntryPath path) {
    return filter.includes(section.source(), path) || standIns.containsKey(path);
  }

  /** Where in the tar the selected entries are; counts them, and fills {@link #standIns}. */
  private TarRanges ranges() throws IOException, ArchiveException {
    if (filter == EntryFilter.ALL) {
      left = section.entries();
      TarRanges all = new TarRanges();
      all.add(section.entriesStart(), section.entriesEnd());
      return all;
    }
    TarRanges ranges = rangesOfNeeded();
    // The targets of links stand before them, and were passed over.
    return standIns.isEmpty() ? ranges : rangesOfNeeded();
  }

  private TarRanges rangesOfNeeded() throws IOException, ArchiveException {
    TarRanges ranges = new TarRanges();
    left = 0;
    Positions.Cursor positions = section.cursor();
    try (InputStream text = tar.openManifest(section)) {
      ManifestReader manifest = IndexedTar.manifest(text);
      long start = positions.hasNext() ? positions.next() : section.entriesEnd();
      while (manifest.advance()) {
        long end = positions.hasNext() ? positions.next() : section.entriesEnd();
        if (isNeeded(manifest.path())) {
          ranges.add(start, end);
          left++;
          noteTarget(manifest.entry().entry());
        }
        start = end;
      }
    }
    return ranges;
  }

  private void noteTarget(Entry entry) {
    if (entry.type() == EntryType.HARD_LINK
        && !filter.includes(section.source(), entry.linkTarget().orElseThrow())) {
      standIns.putIfAbsent(entry.linkTarget().orElseThrow(), entry.path());
    }
  }
}
