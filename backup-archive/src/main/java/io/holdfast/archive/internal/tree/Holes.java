package io.holdfast.archive.internal.tree;

import io.holdfast.archive.internal.posix.DescriptorCalls;
import io.holdfast.core.catalog.SparseMap;
import io.holdfast.core.catalog.SparseMap.Region;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out where files have data and where holes. */
final class Holes {
  /** Shorter holes are read as the zeros they are. */
  private static final long SHORTEST = 64 << 10;

  /** With more regions than this, a map would be longer than what it saves: short holes go. */
  private static final int MOST_REGIONS = 1 << 14;

  private Holes() {}

  /**
   * Where an open file has data; empty when it has no holes worth keeping, or its file system does
   * not tell.
   *
   * @param size of the file, behind which nothing is looked for
   */
  static Optional<SparseMap> in(DescriptorCalls calls, int descriptor, long size) {
    try {
      if (calls.holeFrom(descriptor, 0).orElse(size) >= size) {
        return Optional.empty();
      }
      long shortest = SHORTEST;
      List<Region> regions = new ArrayList<>();
      for (Region data = next(calls, descriptor, 0, size);
          data.offset() < size;
          data = next(calls, descriptor, data.end(), size)) {
        add(regions, data, shortest);
        while (regions.size() > MOST_REGIONS) {
          shortest *= 2;
          List<Region> fewer = new ArrayList<>();
          for (Region region : regions) {
            add(fewer, region, shortest);
          }
          regions = fewer;
        }
      }
      return withoutShortEnds(regions, size, shortest);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Region next(DescriptorCalls calls, int descriptor, long from, long size)
      throws IOException {
    long start = Math.min(size, calls.dataFrom(descriptor, from).orElse(size));
    long end = start == size ? size : calls.holeFrom(descriptor, start).orElse(size);
    return new Region(start, Math.min(size, end) - start);
  }

  private static void add(List<Region> regions, Region data, long shortest) {
    int last = regions.size() - 1;
    long end = last < 0 ? 0 : regions.get(last).end();
    if (data.offset() - end >= shortest) {
      regions.add(data);
    } else if (last < 0) {
      regions.add(new Region(0, data.end()));
    } else {
      long start = regions.get(last).offset();
      regions.set(last, new Region(start, data.end() - start));
    }
  }

  private static Optional<SparseMap> withoutShortEnds(
      List<Region> regions, long size, long shortest) {
    int last = regions.size() - 1;
    if (last >= 0 && size - regions.get(last).end() < shortest) {
      long start = regions.get(last).offset();
      regions.set(last, new Region(start, size - start));
    }
    boolean whole = regions.size() == 1 && regions.get(0).length() == size;
    return whole ? Optional.empty() : Optional.of(new SparseMap(regions));
  }
}
