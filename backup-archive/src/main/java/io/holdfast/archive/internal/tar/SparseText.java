package io.holdfast.archive.internal.tar;

import io.holdfast.core.catalog.SparseMap;
import io.holdfast.core.catalog.SparseMap.Region;
import java.io.IOException;

/**
 * The map before the data of a file with holes in GNU's sparse format 1.0: decimal numbers, each
 * followed by a newline: how many regions, then the offset and length of each; filled up with zeros
 * to whole blocks.
 */
final class SparseText {
  /** Gives the bytes of a map one after the other. */
  @FunctionalInterface
  interface Bytes {
    int next() throws IOException;
  }

  private SparseText() {}

  /** The text, without the zeros. An empty region at the end tells GNU tar of a hole there. */
  static String of(SparseMap map, long size) {
    boolean hole = map.end() < size;
    StringBuilder text = new StringBuilder();
    text.append(map.regions().size() + (hole ? 1 : 0)).append('\n');
    for (Region region : map.regions()) {
      text.append(region.offset()).append('\n').append(region.length()).append('\n');
    }
    return hole ? text.append(size).append("\n0\n").toString() : text.toString();
  }

  /**
   * Reads a map.
   *
   * @param size of the file, which no region may leave
   */
  static SparseMap read(Bytes bytes, long size) throws IOException {
    long count = number(bytes);
    SparseRegions.requirePossible(count);
    SparseRegions regions = new SparseRegions(size);
    for (int i = 0; i < count; i++) {
      long offset = number(bytes);
      regions.add(offset, number(bytes));
    }
    return regions.map();
  }

  private static long number(Bytes bytes) throws IOException {
    long number = 0;
    int digits = 0;
    for (int c = bytes.next(); c != '\n'; c = bytes.next()) {
      if (c < '0' || c > '9' || ++digits > 18) {
        throw new TarFormatException("the map of a file with holes is damaged");
      }
      number = number * 10 + c - '0';
    }
    if (digits == 0) {
      throw new TarFormatException("the map of a file with holes is damaged");
    }
    return number;
  }
}
