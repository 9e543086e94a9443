package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.ManifestEntry;
import io.holdfast.archive.internal.format.ManifestReader;
import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.archive.internal.format.SparseDigest;
import io.holdfast.archive.internal.tar.KnownPaths;
import io.holdfast.archive.internal.tar.LentBytes;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Holds what was found of a source against its manifest, if that is whole, and forgets what it does
 * not name. Without a manifest, forgets what has no headers of its own. Not thread-safe.
 */
final class Proof {
  private final IndexedTar tar;
  private final ChunkTable table;
  private final BitSet broken;
  private final Optional<ArchiveInfo> info;
  private final Fingerprint fingerprint = new Fingerprint();

  Proof(IndexedTar tar, ChunkTable table, BitSet broken, Optional<ArchiveInfo> info) {
    this.tar = tar;
    this.table = table;
    this.broken = broken;
    this.info = info;
  }

  /** Whether all chunks that hold a part of the tar are whole. */
  static boolean isWhole(ChunkTable table, BitSet broken, long start, long end) {
    if (start >= end) {
      return start == end;
    }
    int firstBroken = broken.nextSetBit(table.chunkAt(start));
    return end <= table.tarLength() && (firstBroken < 0 || firstBroken > table.chunkAt(end - 1));
  }

  void confirm(FoundSource source) throws IOException, InterruptedException {
    boolean manifest = hasManifest(source);
    BitSet kept = new BitSet();
    try {
      new EntryPieces(tar)
          .forEach(
              source,
              (number, entry, content) -> {
                if (manifest) {
                  source.print(number, print(entry, content));
                }
                kept.set(number, manifest || !source.isDoubtful(number));
              });
    } catch (DestinationException e) {
      throw new IllegalStateException("looking writes nothing", e);
    }
    for (int i = kept.nextClearBit(0); i < source.count(); i = kept.nextClearBit(i + 1)) {
      if (source.isDoubtful(i)) {
        source.doubted();
      }
    }
    source.keep(kept);
    if (manifest) {
      source.keep(named(source));
      source.proven();
    }
  }

  /** Whether the manifest is whole, and the one that the record names if there is a record. */
  private boolean hasManifest(FoundSource source) throws IOException {
    if (!source.hasManifest() || !isWhole(source)) {
      return false;
    }
    Optional<SourceRecord> record =
        info.stream()
            .flatMap(i -> i.sources().stream())
            .filter(r -> r.name().equals(source.source().name()))
            .findFirst();
    MessageDigest digest = Sha256.create();
    long lines = 0;
    try (LentBytes text = tar.open(source.manifestRange())) {
      for (ByteBuffer part = text.lend(1 << 16); part != null; part = text.lend(1 << 16)) {
        digest.update(part);
      }
    }
    try (LentBytes text = tar.open(source.manifestRange())) {
      ManifestReader manifest = new ManifestReader(text);
      while (manifest.advance()) {
        lines++;
      }
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      throw e;
    } catch (ArchiveException | IOException e) {
      return false;
    }
    return record.isPresent()
        ? Sha256.isHex(record.get().manifestSha256().orElse(""), digest.digest())
        : info.isEmpty() && (source.expected() < 0 || lines == source.expected());
  }

  private boolean isWhole(FoundSource source) {
    return isWhole(table, broken, source.manifestStart(), source.manifestEnd());
  }

  private long print(Entry entry, LentBytes content) throws IOException {
    Entry plain = entry.with(Optional.empty());
    if (entry.type() != EntryType.FILE) {
      return fingerprint.of(plain, Optional.empty(), false);
    }
    SparseDigest digest = new SparseDigest(entry);
    for (ByteBuffer part = content.lend(1 << 20); part != null; part = content.lend(1 << 20)) {
      digest.update(part);
    }
    return fingerprint.of(
        plain,
        Optional.of(HexFormat.of().formatHex(digest.digest())),
        SparseDigest.isOfBlocks(entry));
  }

  /** Which entries are lines of the manifest, each line once, and no links to what is lost. */
  private BitSet named(FoundSource source) throws IOException {
    long[] found = source.sortedPrints();
    BitSet good = new BitSet();
    KnownPaths lost = new KnownPaths();
    try (InputStream text = tar.open(source.manifestRange())) {
      ManifestReader manifest = new ManifestReader(text);
      while (manifest.advance()) {
        ManifestEntry line = manifest.entry();
        Entry entry = line.entry();
        int at = Arrays.binarySearch(found, fingerprint.of(line));
        boolean targetLost =
            entry.type() == EntryType.HARD_LINK && lost.contains(entry.linkTarget().orElseThrow());
        if (at < 0 || targetLost) {
          lost.add(entry.path());
        } else {
          good.set(at);
        }
      }
    } catch (ArchiveException e) {
      throw new DamageException(e, -1); // it was read to its end before
    }
    BitSet kept = new BitSet();
    for (int i = 0; i < source.count(); i++) {
      int at = Arrays.binarySearch(found, source.print(i));
      if (good.get(at)) {
        good.clear(at); // the same entry may be there twice
        kept.set(i);
      }
    }
    return kept;
  }
}
