package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.Index.Section;
import io.holdfast.archive.internal.format.ManifestReader;
import io.holdfast.archive.internal.format.Positions;
import io.holdfast.archive.internal.tar.TarEncoder;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.SourceKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** Names what lies at a place of the tar, for people. */
final class Location {
  private final ArchiveEnd end;
  private final IndexedTar tar;

  Location(ArchiveEnd end, IndexedTar tar) {
    this.end = end;
    this.tar = tar;
  }

  /** The sources and paths that have bytes in the given range. */
  String of(long start, int length) throws IOException {
    for (Section section : end.index().sections()) {
      long frame = section.source().kind() == SourceKind.VOLUME ? TarEncoder.END : 0;
      if (start < section.entriesEnd() + frame && start + length > section.entriesStart() - frame) {
        return section.source().name() + paths(section, start, start + length);
      }
      if (start < section.manifestStart() + section.manifestLength()
          && start + length > section.manifestStart()) {
        return "the manifest of " + section.source().name();
      }
    }
    return "the archive's records";
  }

  private String paths(Section section, long start, long endOfRange) throws IOException {
    Positions.Cursor positions = section.cursor();
    String first = "";
    int count = 0;
    try (InputStream text = tar.openManifest(section)) {
      ManifestReader manifest = IndexedTar.manifest(text);
      long at = positions.hasNext() ? positions.next() : section.entriesEnd();
      while (manifest.advance()) {
        long following = positions.hasNext() ? positions.next() : section.entriesEnd();
        if (at < endOfRange && following > start && count++ == 0) {
          first = "/" + manifest.path();
        }
        at = following;
      }
    } catch (InterruptedIOException e) {
      throw e;
    } catch (ArchiveException | IOException e) {
      return ""; // the manifest is damaged too: the source's name has to do
    }
    return count > 1 ? first + " and " + (count - 1) + " more" : first;
  }
}
