package io.holdfast.archive.internal.tar;

import io.holdfast.core.catalog.SparseMap;
import io.holdfast.core.catalog.SparseMap.Region;
import java.util.ArrayList;
import java.util.List;

/** Collects where a file with holes has data, as the maps of tar have it. Not thread-safe. */
final class SparseRegions {
  /** No map has more regions; ours have fewer. */
  private static final int MOST = 1 << 18;

  private final long size;
  private final List<Region> regions = new ArrayList<>();
  private long end;

  /**
   * @param size of the file, which no region may leave
   */
  SparseRegions(long size) {
    this.size = size;
  }

  /** Demands that a map can have so many regions. */
  static void requirePossible(long count) throws TarFormatException {
    if (count > MOST) {
      throw new TarFormatException("a file with holes has " + count + " regions");
    }
  }

  /** Takes the next region, which may be empty or touch the one before. */
  void add(long offset, long length) throws TarFormatException {
    if (offset < end || length < 0 || offset > size || length > size - offset) {
      throw new TarFormatException("the regions of a file with holes overlap or leave it");
    }
    end = offset + length;
    if (length == 0) {
      return;
    }
    long start = offset;
    int last = regions.size() - 1;
    if (last >= 0 && regions.get(last).end() == start) {
      start = regions.remove(last).offset();
    }
    regions.add(new Region(start, end - start));
    requirePossible(regions.size());
  }

  SparseMap map() {
    return new SparseMap(regions);
  }
}
