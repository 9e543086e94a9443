package io.holdfast.archive.tar;

import io.holdfast.core.catalog.SparseMap;
import io.holdfast.core.catalog.SparseMap.Region;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The map before the data of a file with holes in GNU's sparse format 1.0: decimal numbers, each
 * followed by a newline: how many regions, then the offset and length of each; filled up with zeros
 * to whole blocks.
 */
final class SparseText {
  /** No map has more regions; ours have fewer. */
  private static final int MOST_REGIONS = 1 << 18;

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
    if (count > MOST_REGIONS) {
      throw new TarFormatException("a file with holes has " + count + " regions");
    }
    List<Region> regions = new ArrayList<>();
    long end = 0;
    for (int i = 0; i < count; i++) {
      long offset = number(bytes);
      long length = number(bytes);
      if (offset < end || offset > size || length > size - offset) {
        throw new TarFormatException("the regions of a file with holes overlap or leave it");
      }
      end = offset + length;
      if (length == 0) {
        continue;
      }
      int last = regions.size() - 1;
      if (last >= 0 && regions.get(last).end() == offset) {
        Region before = regions.remove(last);
        offset = before.offset();
      }
      regions.add(new Region(offset, end - offset));
    }
    return new SparseMap(regions);
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
