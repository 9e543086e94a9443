package io.holdfast.archive.internal.read;

import io.holdfast.core.catalog.DamagedArchive.Loss;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.SourceKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What is whole of one source of a damaged archive: where its entries are, 24 bytes for each. */
final class FoundSource {
  private final ArchivedSource source;

  /** How many entries the records say there were; -1 where no record is left. */
  private final long expected;

  private long[] starts = new long[64];
  private long[] ends = new long[64];
  private long[] prints = new long[64];
  private int count;

  /** Those whose headers may be only the last ones of theirs. */
  private final BitSet doubtful = new BitSet();

  private final List<Loss> cutOff = new ArrayList<>();
  private long manifestStart = -1;
  private long manifestLength;
  private boolean proven;
  private long doubted;

  FoundSource(ArchivedSource source, long expected) {
    this.source = source;
    this.expected = expected;
  }

  ArchivedSource source() {
    return source;
  }

  /** What stands before the names of its entries. */
  String prefix() {
    return source.kind() == SourceKind.VOLUME ? "./" : EntryPath.of(source.name()).latin1() + "/";
  }

  long expected() {
    return expected;
  }

  /** Adds the place of an entry whose chunks are whole; places rise. */
  void add(long start, long end, boolean sure) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
      prints = Arrays.copyOf(prints, 2 * count);
    }
    starts[count] = start;
    ends[count] = end;
    doubtful.set(count, !sure);
    count++;
  }

  /** Notes an entry of which a part is missing. */
  void addCutOff(EntryPath path, String why) {
    cutOff.add(new Loss(source.name(), Optional.of(path), 1, why));
  }

  /** Notes an entry that is left out because its name may not be all of its name. */
  void doubted() {
    doubted++;
  }

  long doubts() {
    return doubted;
  }

  List<Loss> cutOff() {
    return cutOff;
  }

  void manifest(long start, long length) {
    manifestStart = start;
    manifestLength = length;
  }

  long manifestStart() {
    return manifestStart;
  }

  long manifestEnd() {
    return manifestStart + manifestLength;
  }

  boolean hasManifest() {
    return manifestStart >= 0;
  }

  TarRanges manifestRange() {
    TarRanges range = new TarRanges();
    range.add(manifestStart, manifestStart + manifestLength);
    return range;
  }

  void proven() {
    proven = true;
  }

  /** Whether all entries are held against a manifest that is whole. */
  boolean isProven() {
    return proven;
  }

  int count() {
    return count;
  }

  long start(int entry) {
    return starts[entry];
  }

  long length(int entry) {
    return ends[entry] - starts[entry];
  }

  boolean isDoubtful(int entry) {
    return doubtful.get(entry);
  }

  void print(int entry, long print) {
    prints[entry] = print;
  }

  /** The fingerprints of all entries, sorted. */
  long[] sortedPrints() {
    long[] sorted = Arrays.copyOf(prints, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Forgets all entries but these. */
  void keep(BitSet kept) {
    int left = 0;
    for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
      starts[left] = starts[i];
      ends[left] = ends[i];
      prints[left] = prints[i];
      left++;
    }
    count = left;
    doubtful.clear();
  }

  long print(int entry) {
    return prints[entry];
  }

  TarRanges ranges() {
    TarRanges ranges = new TarRanges();
    for (int i = 0; i < count; i++) {
      ranges.add(starts[i], ends[i]);
    }
    return ranges;
  }
}
