package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.codec.Codecs;
import io.holdfast.archive.internal.format.ArchiveInfoJson;
import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.format.Index.Section;
import io.holdfast.archive.internal.format.Positions;
import io.holdfast.archive.internal.tar.TarHeader;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all of a damaged archive, and tells what of it is whole. By its index where that can be
 * had, which says where everything was; otherwise by what gzip members and tar headers say of
 * themselves. Not thread-safe.
 */
final class Survey {
  private static final int LONGEST_RECORD = 64 << 20;

  private final Path path;
  private final FileChannel file;
  private final ProgressListener progress;
  private Optional<ArchiveInfo> info = Optional.empty();
  private Optional<Index> index = Optional.empty();

  private Survey(Path path, FileChannel file, ProgressListener progress) {
    this.path = path;
    this.file = file;
    this.progress = progress;
  }

  /**
   * Reads a file from end to end, several times.
   *
   * @param file closed with the archive that is returned, otherwise not
   * @throws ArchiveException when nothing in it is whole, or it is none of ours
   */
  static SalvagedArchive of(Path path, FileChannel file, ProgressListener progress)
      throws ArchiveException, InterruptedException {
    ChunkWorkers workers = new ChunkWorkers(Codecs.decoder(""));
    SalvagedArchive archive = null;
    try {
      archive = new Survey(path, file, progress).run(workers);
      return archive;
    } catch (IOException e) {
      throw Reading.failed(path, e);
    } finally {
      if (archive == null) {
        workers.close();
      }
    }
  }

  private SalvagedArchive run(ChunkWorkers workers)
      throws IOException, ArchiveException, InterruptedException {
    FileBytes bytes = FileBytes.cached(file);
    if (!readEnd()) {
      MemberScan.Members members = MemberScan.of(file, progress);
      if (members.isEmpty()) {
        throw new ArchiveException(
            path + " has no part that is whole and an archive of ours: nothing can be saved");
      }
      readRecords(members, new IndexedTar(bytes, new Index(members.table(), List.of()), workers));
      if (!isIndexOf(members)) {
        return salvaged(bytes, workers, members.table(), members.broken(), false);
      }
    }
    Index whole = index.orElseThrow();
    BitSet broken = broken(new IndexedTar(bytes, whole, workers));
    return salvaged(bytes, workers, whole.chunks(), broken, true);
  }

  private SalvagedArchive salvaged(
      FileBytes bytes, ChunkWorkers workers, ChunkTable table, BitSet broken, boolean byIndex)
      throws IOException, ArchiveException, InterruptedException {
    IndexedTar tar = new IndexedTar(bytes, new Index(table, List.of()), workers);
    List<FoundSource> found =
        new ArrayList<>(byIndex ? byIndex(table, broken) : byHeaders(tar, table, broken));
    Proof proof = new Proof(tar, table, broken, info);
    for (FoundSource source : found) {
      proof.confirm(source);
    }
    found.removeIf(s -> s.count() == 0 && s.expected() < 0 && s.cutOff().isEmpty());
    Map<ArchivedSource, Long> missing = known();
    found.forEach(s -> missing.remove(s.source()));
    boolean complete = info.isPresent() || index.isPresent();
    return new SalvagedArchive(path, file, workers, tar, info, found, missing, complete);
  }

  // --- the records

  /** Reads the records at the end, if those are whole. */
  private boolean readEnd() throws IOException {
    try {
      Optional<ArchiveEnd> end = ArchiveEnd.read(path, file);
      info = end.map(ArchiveEnd::info);
      index = end.map(ArchiveEnd::index);
      return end.isPresent();
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      throw e;
    } catch (ArchiveException | IOException e) {
      return false;
    }
  }

  /** Each record for itself, as far as it can be had. */
  private void readRecords(MemberScan.Members members, IndexedTar tar) throws IOException {
    long most = Math.min(Integer.MAX_VALUE - 16, Runtime.getRuntime().maxMemory() / 6);
    byte[] record = record(members, members.index(), tar, most);
    try {
      index = record == null ? Optional.empty() : Optional.of(Index.decode(record));
    } catch (ArchiveException e) {
      index = Optional.empty();
    }
    record = record(members, members.info(), tar, LONGEST_RECORD);
    try {
      info = record == null ? Optional.empty() : Optional.of(ArchiveInfoJson.read(record));
    } catch (ArchiveException e) {
      info = Optional.empty();
    }
  }

  private static byte @Nullable [] record(
      MemberScan.Members members, OptionalInt member, IndexedTar tar, long most)
      throws IOException {
    if (member.isEmpty()) {
      return null;
    }
    ChunkTable table = members.table();
    int gap = members.broken().nextSetBit(member.getAsInt());
    TarRanges range = new TarRanges();
    range.add(
        table.tarOffset(member.getAsInt()), gap < 0 ? table.tarLength() : table.tarOffset(gap));
    try (InputStream bytes = tar.open(range)) {
      TarReader reader = new TarReader(bytes);
      Optional<TarHeader> header = reader.next();
      if (header.isEmpty() || header.get().size() > most) {
        return null;
      }
      return reader.content().readNBytes((int) header.get().size());
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      return null; // cut off
    }
  }

  /** Whether the index that was found describes the members before it. */
  private boolean isIndexOf(MemberScan.Members members) {
    return index.isPresent()
        && index.get().chunks().fileLength()
            == members.table().fileOffset(members.index().orElseThrow());
  }

  /** The archived sources that a record names, with the number of their entries. */
  private Map<ArchivedSource, Long> known() {
    Map<ArchivedSource, Long> known = new LinkedHashMap<>();
    if (index.isPresent()) {
      for (Section section : index.get().sections()) {
        known.put(section.source(), section.entries());
      }
    } else if (info.isPresent()) {
      for (SourceRecord record : info.get().sources()) {
        if (record.isArchived()) {
          boolean volume = record.origin() instanceof Origin.Volume;
          known.put(
              new ArchivedSource(record.name(), volume ? SourceKind.VOLUME : SourceKind.DIRECTORY),
              record.entries());
        }
      }
    }
    return known;
  }

  // --- what is whole

  private BitSet broken(IndexedTar tar) throws IOException {
    ChunkTable table = tar.chunks();
    BitSet broken = new BitSet();
    BitSet unread = new BitSet();
    TarRanges all = new TarRanges();
    all.add(0, table.tarLength());
    try (ChunkFeed feed = tar.feed(all, part -> progress.advanced(part.remaining()))) {
      for (int i = 0; i < table.count(); i++) {
        try {
          feed.next();
        } catch (InterruptedIOException | ClosedByInterruptException e) {
          throw e;
        } catch (DamageException e) {
          broken.set(i);
        } catch (IOException e) {
          unread.set(i); // the disk gave nothing of a whole piece
        }
      }
    }
    for (int i = unread.nextSetBit(0); i >= 0; i = unread.nextSetBit(i + 1)) {
      broken.set(i, !isReadable(tar, i));
    }
    return broken;
  }

  private static boolean isReadable(IndexedTar tar, int chunk) throws IOException {
    TarRanges one = new TarRanges();
    one.add(tar.chunks().tarOffset(chunk), tar.chunks().tarOffset(chunk + 1));
    try (ChunkFeed feed = tar.feed(one, part -> {})) {
      return feed.next() != null;
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
  }

  private List<FoundSource> byIndex(ChunkTable table, BitSet broken) throws ArchiveException {
    List<FoundSource> found = new ArrayList<>();
    for (Section section : index.orElseThrow().sections()) {
      FoundSource source = new FoundSource(section.source(), section.entries());
      source.manifest(section.manifestStart(), section.manifestLength());
      Positions.Cursor positions = section.cursor();
      long start = positions.hasNext() ? positions.next() : section.entriesEnd();
      while (start < section.entriesEnd()) {
        long end = positions.hasNext() ? positions.next() : section.entriesEnd();
        if (Proof.isWhole(table, broken, start, end)) {
          source.add(start, end, true);
        }
        start = end;
      }
      found.add(source);
    }
    return found;
  }

  private Collection<FoundSource> byHeaders(IndexedTar tar, ChunkTable table, BitSet broken)
      throws IOException {
    TarSearch search = new TarSearch(tar, known());
    int first = -1;
    int expected = -1;
    for (int i = 0; i <= table.count(); i++) {
      int place = i == table.count() || broken.get(i) ? -1 : place(table, i, expected);
      if (first >= 0 && (place < 0 || place != expected)) {
        search.run(table.tarOffset(first), table.tarOffset(i));
        first = -1;
      }
      if (place >= 0) {
        first = first < 0 ? i : first;
        expected = place + 1;
      }
    }
    return search.sources();
  }

  /**
   * Where a member was in the archive: one that the index does not know is none of it, and only
   * neighbours make a tar. Without an index all that can be known is the order in the file.
   *
   * @param expected where it would be next to the one before it
   * @return the number of its chunk, or -1
   */
  private int place(ChunkTable table, int member, int expected) {
    if (index.isEmpty()) {
      return member;
    }
    ChunkTable all = index.get().chunks();
    if (expected >= 0 && isSame(table, member, all, expected)) {
      return expected;
    }
    for (int chunk = 0; chunk < all.count(); chunk++) {
      if (isSame(table, member, all, chunk)) {
        return chunk;
      }
    }
    return -1;
  }

  private static boolean isSame(ChunkTable table, int member, ChunkTable all, int chunk) {
    return chunk < all.count()
        && table.crc(member) == all.crc(chunk)
        && table.memberLength(member) == all.memberLength(chunk)
        && table.contentLength(member) == all.contentLength(chunk);
  }
}
