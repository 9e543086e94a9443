package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.ArchivePaths;
import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.Index.Section;
import io.holdfast.archive.internal.format.ManifestEntry;
import io.holdfast.archive.internal.format.ManifestReader;
import io.holdfast.archive.internal.format.Positions;
import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.archive.internal.format.SparseDigest;
import io.holdfast.archive.internal.tar.EntryNames;
import io.holdfast.archive.internal.tar.KnownPaths;
import io.holdfast.archive.internal.tar.LentBytes;
import io.holdfast.archive.internal.tar.TarFormatException;
import io.holdfast.archive.internal.tar.TarHeader;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Origin;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.catalog.VerificationResult.Damaged;
import io.holdfast.core.catalog.VerificationResult.Defect;
import io.holdfast.core.catalog.VerificationResult.Verified;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proves one of our archives whole: every chunk against the index, and the tar they make, entry by
 * entry in order, against the manifests and the record. Nothing may be missing, more, different, or
 * elsewhere. The file is read once, from its first byte to its last.
 */
final class Verification {
  private static final int LISTED = 100;

  private final ArchiveEnd end;
  private final IndexedTar tar;
  private final FileBytes file;
  private final ProgressListener progress;
  private final Optional<MessageDigest> whole;
  private final List<Defect> defects = new ArrayList<>();
  private long entries;
  private long bytes;

  /**
   * @param whole is given all bytes of the file in order, those that were verified
   */
  Verification(
      ArchiveEnd end,
      FileBytes file,
      ChunkWorkers workers,
      ProgressListener progress,
      Optional<MessageDigest> whole) {
    this.end = end;
    this.file = file;
    this.progress = progress;
    this.whole = whole;
    tar = new IndexedTar(file, end.index(), workers);
  }

  VerificationResult run() throws IOException, InterruptedException {
    TarRanges all = new TarRanges();
    all.add(0, tar.chunks().tarLength());
    ChunkFeed feed = tar.feed(all, this::hear);
    ContentCheck contents = tar.check(feed);
    try (LentBytes stream = all.open(tar.chunks(), feed)) {
      try {
        check(new TarReader(stream), contents);
      } catch (DamageException e) {
        note(e);
        restOfChunks(feed);
      } catch (ArchiveException e) {
        defects.add(new Defect("the archive", e.getMessage()));
        restOfChunks(feed);
      } catch (TarFormatException | EOFException e) {
        defects.add(new Defect("the tar", Reading.message(e)));
        restOfChunks(feed);
      }
      defects.addAll(0, contents.finish());
    }
    checkTail();
    return defects.isEmpty()
        ? new Verified(entries, bytes, file.medium())
        : new Damaged(defects.subList(0, Math.min(LISTED, defects.size())));
  }

  /** The records must still be those that everything was held against. */
  private void checkTail() throws IOException {
    if (!end.isAtTheEndOf(file, this::hear)) {
      defects.add(new Defect("the archive", "its end changed while it was verified"));
    }
  }

  private void hear(ByteBuffer part) {
    whole.ifPresent(digest -> digest.update(part));
  }

  private void check(TarReader outer, ContentCheck contents) throws IOException, ArchiveException {
    List<SourceRecord> records =
        end.info().sources().stream().filter(SourceRecord::isArchived).toList();
    List<Section> sections = end.index().sections();
    require(records.size() == sections.size(), "the record names other sources than the index");
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      boolean volume = section.source().kind() == SourceKind.VOLUME;
      require(
          records.get(i).name().equals(section.source().name())
              && volume == records.get(i).origin() instanceof Origin.Volume,
          "the record names other sources than the index");
      if (volume) {
        expect(outer, ArchivePaths.tarOf(section.source().name()));
        TarReader nested = new TarReader(outer.content());
        source(section, records.get(i), nested, section.entriesStart(), "./", contents);
        require(
            nested.next().isEmpty() && nested.endSeen(), "a volume's tar does not end properly");
        nested.drain();
      } else {
        String prefix = EntryPath.of(section.source().name()).latin1() + "/";
        source(section, records.get(i), outer, 0, prefix, contents);
      }
    }
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      TarHeader header = expect(outer, ArchivePaths.manifestOf(section.source().name()));
      require(
          outer.position() == section.manifestStart() && header.size() == section.manifestLength(),
          "a manifest is not where the index says");
      require(
          Sha256.isHex(records.get(i).manifestSha256().orElse(""), hash(outer.content())),
          "the manifest of '" + section.source().name() + "' is not the one the record names");
    }
    expect(outer, ArchivePaths.RESTORE);
    require(
        outer.next().isEmpty() && !outer.endSeen(),
        "there is more in the tar than its records say");
  }

  private void source(
      Section section,
      SourceRecord record,
      TarReader reader,
      long base,
      String prefix,
      ContentCheck contents)
      throws IOException, ArchiveException {
    Positions.Cursor positions = section.cursor();
    KnownPaths known = null;
    String name = section.source().name();
    require(base + reader.entryEnd() == section.entriesStart(), outOfPlace(name));
    long entriesBefore = entries;
    long bytesBefore = bytes;
    try (InputStream text = tar.openManifest(section)) {
      ManifestReader manifest = IndexedTar.manifest(text);
      while (manifest.advance()) {
        ManifestEntry line = manifest.entry();
        Entry wanted = line.entry();
        Entry actual = next(reader, prefix, name, wanted);
        boolean same =
            actual.sparse().isEmpty() == wanted.sparse().isEmpty()
                ? actual.equals(wanted)
                : actual.with(Optional.empty()).equals(wanted.with(Optional.empty()));
        if (!same || line.ofBlocks() != SparseDigest.isOfBlocks(actual)) {
          throw wrong(name, actual, "is not what its manifest says of " + wanted.path());
        }
        if (wanted.type() == EntryType.HARD_LINK) {
          known = known == null ? pathsBefore(section, wanted.path()) : known;
          if (!known.contains(wanted.linkTarget().orElseThrow())) {
            throw wrong(name, wanted, "is a link to nothing before it");
          }
        }
        if (known != null) {
          known.add(wanted.path());
        }
        if (!positions.hasNext() || positions.next() != base + reader.entryStart()) {
          throw wrong(name, wanted, "is not where the index says");
        }
        if (wanted.type() == EntryType.FILE) {
          contents.add(reader.content(), line.sha256().orElseThrow(), name, actual);
          require(contents.differences() < LISTED, "there is more damage than is listed");
        }
        entries++;
        bytes += wanted.size();
        progress.advanced(wanted.size());
      }
    }
    require(base + reader.entryEnd() == section.entriesEnd(), outOfPlace(name));
    require(!positions.hasNext(), "the index has more entries than the manifest of '" + name + "'");
    require(
        entries - entriesBefore == record.entries()
            && entries - entriesBefore == section.entries()
            && bytes - bytesBefore == record.bytes(),
        "'" + name + "' does not have the number of entries and bytes its record says");
  }

  /** The next entry of a source; where there is none, what should be there is named. */
  private static Entry next(TarReader reader, String prefix, String source, Entry wanted)
      throws IOException, ArchiveException {
    try {
      TarHeader header = reader.next().orElseThrow(() -> wrong(source, wanted, "is missing"));
      return EntryNames.entry(header, prefix);
    } catch (TarFormatException e) {
      throw wrong(source, wanted, "is not where its manifest says: " + Reading.message(e));
    }
  }

  /** Most sources have no hard links, and then nobody asks. */
  private KnownPaths pathsBefore(Section section, EntryPath path)
      throws IOException, ArchiveException {
    KnownPaths known = new KnownPaths();
    try (InputStream text = tar.openManifest(section)) {
      ManifestReader manifest = IndexedTar.manifest(text);
      while (manifest.advance() && !manifest.path().equals(path)) {
        known.add(manifest.path());
      }
    }
    return known;
  }

  private TarHeader expect(TarReader reader, String name) throws IOException, ArchiveException {
    TarHeader header = reader.next().orElseThrow(() -> new ArchiveException(name + " is missing"));
    require(
        header.name().equals(EntryPath.of(name).latin1()) && header.type() == EntryType.FILE,
        new EntryPath(header.name()) + " stands where " + name + " should be");
    return header;
  }

  private static String outOfPlace(String source) {
    return "'" + source + "' does not begin and end where the index says";
  }

  private static byte[] hash(LentBytes content) throws IOException {
    MessageDigest digest = Sha256.create();
    for (ByteBuffer part = content.lend(FileBytes.PIECE);
        part != null;
        part = content.lend(FileBytes.PIECE)) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static ArchiveException wrong(String source, Entry entry, String how) {
    return new ArchiveException(source + "/" + entry.path() + " " + how);
  }

  private static void require(boolean holds, String otherwise) throws ArchiveException {
    if (!holds) {
      throw new ArchiveException(otherwise);
    }
  }

  /**
   * After the tar made no sense any more: looks at the chunks alone, so that all damage is named at
   * once.
   */
  private void restOfChunks(ChunkFeed feed) throws IOException {
    while (defects.size() < LISTED) {
      try {
        if (feed.next() == null) {
          return;
        }
      } catch (DamageException e) {
        note(e);
      }
    }
  }

  private void note(DamageException e) throws IOException {
    ChunkTable chunks = tar.chunks();
    if (e.chunk() < 0) {
      defects.add(new Defect("the archive", e.damage().getMessage()));
      return;
    }
    defects.add(
        new Defect(
            new Location(end, tar).of(chunks.tarOffset(e.chunk()), chunks.contentLength(e.chunk()))
                + " (chunk "
                + e.chunk()
                + " at byte "
                + chunks.fileOffset(e.chunk())
                + ")",
            e.damage().getMessage()));
  }
}
