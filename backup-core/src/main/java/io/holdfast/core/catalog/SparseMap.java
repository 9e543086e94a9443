package io.holdfast.core.catalog;

import java.util.List;

/**
 * Where the data of a file with holes is; all other bytes of it are zero and take no space.
 *
 * @param regions by ascending offset; they do not overlap or touch, and none is empty
 */
public record SparseMap(List<Region> regions) {

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
