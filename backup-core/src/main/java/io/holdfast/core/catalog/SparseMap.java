package io.holdfast.core.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the data of a file with holes is; all other bytes of it are zero and take no space.
 *
 * @param regions by ascending offset; they do not overlap or touch, and none is empty
 * @param filled whether a content that is delivered has the holes as zeros; otherwise it has the
 *     regions only, one after the other
 */
public record SparseMap(List<Region> regions, boolean filled) {

  /**
   * The map of a content that leaves the holes out.
   *
   * @param regions by ascending offset; they do not overlap or touch, and none is empty
   */
  public SparseMap(List<Region> regions) {
    this(regions, false);
  }

  /**
   * The map of a content in which the holes are zeros.
   *
   * @param holes by ascending offset; they do not overlap or touch, and none is empty
   * @param size of the file, which no hole may leave
   * @return with {@link #filled} set
   * @throws IllegalArgumentException when a hole is out of order
   */
  public static SparseMap filled(List<Region> holes, long size) {
    return new SparseMap(between(holes, size), true);
  }

  /**
   * A run of data, in bytes from the file's beginning.
   *
   * @param offset where it begins
   * @param length its bytes, 1 or more
   */
  public record Region(long offset, long length) {
    /** {@return where it ends, exclusive} */
    public long end() {
      return offset + length;
    }
  }

  /**
   * Checks the order.
   *
   * @param regions by ascending offset; they do not overlap or touch, and none is empty
   * @param filled whether a content that is delivered has the holes as zeros; otherwise it has the
   *     regions only, one after the other
   * @throws IllegalArgumentException when regions are empty, touch, overlap or are not ascending
   */
  public SparseMap {
    regions = List.copyOf(regions);
    long end = -1;
    for (Region region : regions) {
      if (region.offset <= end
          || region.length <= 0
          || region.length > Long.MAX_VALUE - region.offset) {
        throw new IllegalArgumentException("a region of data is out of order");
      }
      end = region.end();
    }
  }

  /**
   * Tells where the holes are.
   *
   * @param size of the file
   * @return by ascending offset
   * @throws IllegalArgumentException when a region leaves the file
   */
  public List<Region> holes(long size) {
    return between(regions, size);
  }

  private static List<Region> between(List<Region> regions, long size) {
    List<Region> others = new ArrayList<>();
    long at = 0;
    for (Region region : regions) {
      if (region.offset > at) {
        others.add(new Region(at, region.offset - at));
      }
      at = region.end();
    }
    if (at > size) {
      throw new IllegalArgumentException("a region leaves its file");
    }
    if (at < size) {
      others.add(new Region(at, size - at));
    }
    return others;
  }

  /** {@return the bytes of all regions} */
  public long dataLength() {
    long length = 0;
    for (Region region : regions) {
      length += region.length;
    }
    return length;
  }

  /** {@return where the last region ends; 0 if there is none} */
  public long end() {
    return regions.isEmpty() ? 0 : regions.get(regions.size() - 1).end();
  }
}
