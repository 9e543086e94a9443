package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.format.ManifestReader;
import io.holdfast.archive.internal.format.Positions;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;

/** Where the entries of a source are, and the same for entries that were moved. */
final class EntryStarts {
  private EntryStarts() {}

  /** Where each entry begins, and where the last one ends. */
  static List<Long> of(Index.Section section) throws Exception {
    List<Long> starts = new ArrayList<>();
    Positions.Cursor cursor = section.cursor();
    while (cursor.hasNext()) {
      starts.add(cursor.next());
    }
    starts.add(section.entriesEnd());
    return starts;
  }

  /** The paths that the manifest in the tar gives the entries. */
  static List<String> paths(Index.Section section, byte[] tar) throws Exception {
    List<String> paths = new ArrayList<>();
    ManifestReader manifest =
        new ManifestReader(
            new ByteArrayInputStream(
                tar, (int) section.manifestStart(), (int) section.manifestLength()));
    while (manifest.advance()) {
      paths.add(manifest.path().text());
      manifest.entry();
    }
    return paths;
  }

  /** The section as it is when these entries stand there. */
  static Index.Section moved(Index.Section old, long start, List<byte[]> entries) {
    Positions.Builder positions = new Positions.Builder(start);
    long at = start;
    for (byte[] entry : entries) {
      positions.add(at);
      at += entry.length;
    }
    return new Index.Section(
        old.source(),
        start,
        at,
        old.manifestStart(),
        old.manifestLength(),
        entries.size(),
        new Index.Packed(positions.build()),
        Index.Packed.NONE);
  }

  /** The section when its manifest begins that much later. */
  static Index.Section withManifestMoved(Index.Section old, long by) {
    return new Index.Section(
        old.source(),
        old.entriesStart(),
        old.entriesEnd(),
        old.manifestStart() + by,
        old.manifestLength(),
        old.entries(),
        old.positions(),
        old.states());
  }
}
