package io.holdfast.archive.internal.codec;

import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * A prefix code of deflate data (RFC 1951 section 3.2.2) as a table that its bits are looked up in:
 * a first part for the codes' first bits, and behind it a part for each group of longer codes.
 *
 * <p>An entry is an int: in bits 0 to 3 how many bits to drop for it, in bits 4 to 7 how many more
 * bits follow, in bits 8 to 23 its value, above them what it is.
 */
final class HuffmanTable {
  static final int MAX_BITS = 15;

  /** The value is a byte of content, or of a code of lengths. */
  static final int LITERAL = 1 << 31;

  /** The value is where the part for longer codes begins; the next bits are its index's length. */
  static final int LONGER = 1 << 30;

  static final int END_OF_BLOCK = 1 << 29;
  static final int INVALID = 1 << 28;

  private final int firstBits;
  private final int[] count = new int[MAX_BITS + 1];
  private final int[] next = new int[MAX_BITS + 2];
  private final int[] sorted;
  private int[] table;

  /**
   * @param firstBits how many bits the first part is looked up with
   * @param symbols the most there may be
   */
  HuffmanTable(int firstBits, int symbols) {
    this.firstBits = firstBits;
    sorted = new int[symbols];
    table = new int[1 << firstBits];
  }

  int[] table() {
    return table;
  }

  int mask() {
    return (1 << firstBits) - 1;
  }

  static int drop(int entry) {
    return entry & 15;
  }

  static int more(int entry) {
    return entry >>> 4 & 15;
  }

  static int value(int entry) {
    return entry >>> 8 & 0xffff;
  }

  static int entry(int kind, int value, int more) {
    return kind | value << 8 | more << 4;
  }

  /**
   * Builds the table.
   *
   * @param lengths of the codes in bits, at {@code from} for symbol 0; 0 for none
   * @param entries per symbol, without the bits to drop
   * @param mayLack whether a code of one symbol of one bit, or of none, is good: what is not in it
   *     is then invalid where it occurs
   * @throws DataFormatException when the lengths make no code, or one with gaps
   */
  void build(byte[] lengths, int from, int symbols, int[] entries, boolean mayLack)
      throws DataFormatException {
    Arrays.fill(count, 0);
    for (int i = 0; i < symbols; i++) {
      count[lengths[from + i]]++;
    }
    int used = symbols - count[0];
    int left = 1;
    int longest = 0;
    count[0] = 0;
    for (int bits = 1; bits <= MAX_BITS; bits++) {
      left = (left << 1) - count[bits];
      if (left < 0) {
        throw new DataFormatException("it has a code with too many symbols");
      }
      longest = count[bits] > 0 ? bits : longest;
    }
    if (left > 0 && !(mayLack && longest <= 1)) {
      throw new DataFormatException("it has an incomplete code");
    }
    sort(lengths, from, symbols);
    fill(lengths, from, used, entries);
  }

  /** Symbols in the order of their codes. */
  private void sort(byte[] lengths, int from, int symbols) {
    next[1] = 0;
    for (int bits = 1; bits <= MAX_BITS; bits++) {
      next[bits + 1] = next[bits] + count[bits];
    }
    for (int i = 0; i < symbols; i++) {
      int bits = lengths[from + i];
      if (bits > 0) {
        sorted[next[bits]++] = i;
      }
    }
  }

  private void fill(byte[] lengths, int from, int used, int[] entries) {
    Arrays.fill(table, 0, 1 << firstBits, INVALID | 1);
    int end = 1 << firstBits;
    int code = 0;
    int bits = 0;
    int start = 0; // of the part for the current longer codes
    int startBits = 0;
    int prefix = -1;
    for (int i = 0; i < used; i++) {
      int symbol = sorted[i];
      int length = lengths[from + symbol];
      code <<= length - bits;
      bits = length;
      int reversed = Integer.reverse(code) >>> (32 - length);
      int entry = entries[symbol];
      if (length <= firstBits) {
        repeat(0, reversed, length, firstBits, entry | length);
      } else {
        if ((reversed & mask()) != prefix) {
          prefix = reversed & mask();
          start = end;
          startBits = partBits(length);
          end += 1 << startBits;
          if (table.length < end) {
            table = Arrays.copyOf(table, end);
          }
          table[prefix] = entry(LONGER, start, startBits) | firstBits;
        }
        repeat(
            start,
            reversed >>> firstBits,
            length - firstBits,
            startBits,
            entry | length - firstBits);
      }
      count[length]--;
      code++;
    }
  }

  /** How many bits the part needs whose first code has this length: until its codes fill it. */
  private int partBits(int length) {
    int bits = length - firstBits;
    int room = (1 << bits) - count[length];
    while (room > 0 && bits + firstBits < MAX_BITS) {
      bits++;
      room = (room << 1) - count[bits + firstBits];
    }
    return bits;
  }

  private void repeat(int start, int first, int length, int bits, int entry) {
    for (int i = first; i < 1 << bits; i += 1 << length) {
      table[start + i] = entry;
    }
  }
}
