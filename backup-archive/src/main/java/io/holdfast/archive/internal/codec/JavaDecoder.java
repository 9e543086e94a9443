package io.holdfast.archive.internal.codec;

import static io.holdfast.archive.internal.codec.HuffmanTable.END_OF_BLOCK;
import static io.holdfast.archive.internal.codec.HuffmanTable.INVALID;
import static io.holdfast.archive.internal.codec.HuffmanTable.LITERAL;
import static io.holdfast.archive.internal.codec.HuffmanTable.LONGER;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * A decoder of deflate data (RFC 1951) of our own, so that there is another one than zlib's
 * everywhere. It refuses whatever zlib refuses.
 */
final class JavaDecoder implements ChunkDecoder {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int LITERALS = 286;
  private static final int DISTANCES = 30;
  private static final int LENGTHS = 19;

  /**
   * Reading goes on in words of eight bytes, the last of which may begin at the end of the data.
   */
  private static final int PADDING = 24;

  /** In which order a block names the lengths of the code of its code lengths. */
  private static final byte[] LENGTHS_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private final HuffmanTable literals = new HuffmanTable(11, 288);
  private final HuffmanTable distances = new HuffmanTable(8, 32);
  private final HuffmanTable lengths = new HuffmanTable(7, LENGTHS);
  private final byte[] codeLengths = new byte[288 + 32];
  private final int[] literalEntries = literalEntries();
  private final int[] distanceEntries = distanceEntries();
  private final int[] lengthEntries = lengthEntries();

  private byte[] in = {};
  private byte[] out = {};
  private int size;
  private int length;
  private int inAt;
  private int outAt;

  /**
   * Bits that were read and not used, the next one lowest. Above {@link #bitCount} of them is a
   * part of the byte at {@link #inAt}, which the next refill sets once more.
   */
  private long bits;

  private int bitCount;

  @Override
  public void decompress(ByteBuffer from, int offset, int fromSize, ByteBuffer to, int toLength)
      throws DataFormatException {
    size = fromSize;
    length = toLength;
    if (in.length < size + PADDING) {
      in = new byte[size + PADDING];
    }
    if (out.length < length + Long.BYTES) {
      out = new byte[length + Long.BYTES];
    }
    from.get(offset, in, 0, size);
    Arrays.fill(in, size, size + PADDING, (byte) 0);
    inAt = 0;
    outAt = 0;
    bits = 0;
    bitCount = 0;
    boolean last;
    do {
      last = take(1) == 1;
      block(take(2));
    } while (!last);
    if (outAt != length) {
      throw new DataFormatException("it does not hold the " + length + " bytes it should");
    }
    if (inAt - bitCount / 8 != size) {
      throw new DataFormatException("bytes follow its end");
    }
    to.put(0, out, 0, length);
  }

  private void block(int type) throws DataFormatException {
    switch (type) {
      case 0 -> stored();
      case 1 -> {
        fixedCodes();
        coded();
      }
      case 2 -> {
        dynamicCodes();
        coded();
      }
      default -> throw new DataFormatException("it has a block of no known type");
    }
  }

  private void stored() throws DataFormatException {
    take(bitCount & 7);
    int count = take(16);
    if (take(16) != (count ^ 0xffff)) {
      throw new DataFormatException("the length of a stored block is damaged");
    }
    inAt -= bitCount / 8;
    bits = 0;
    bitCount = 0;
    if (count > size - inAt) {
      throw new DataFormatException("it ends too early");
    }
    if (count > length - outAt) {
      throw tooLong();
    }
    System.arraycopy(in, inAt, out, outAt, count);
    inAt += count;
    outAt += count;
  }

  private void fixedCodes() throws DataFormatException {
    Arrays.fill(codeLengths, 0, 144, (byte) 8);
    Arrays.fill(codeLengths, 144, 256, (byte) 9);
    Arrays.fill(codeLengths, 256, 280, (byte) 7);
    Arrays.fill(codeLengths, 280, 288, (byte) 8);
    literals.build(codeLengths, 0, 288, literalEntries, false);
    Arrays.fill(codeLengths, 0, 32, (byte) 5);
    distances.build(codeLengths, 0, 32, distanceEntries, false);
  }

  private void dynamicCodes() throws DataFormatException {
    int literalCount = take(5) + 257;
    int distanceCount = take(5) + 1;
    int lengthCount = take(4) + 4;
    if (literalCount > LITERALS || distanceCount > DISTANCES) {
      throw new DataFormatException("it has a code with too many symbols");
    }
    Arrays.fill(codeLengths, 0, LENGTHS, (byte) 0);
    for (int i = 0; i < lengthCount; i++) {
      codeLengths[LENGTHS_ORDER[i]] = (byte) take(3);
    }
    lengths.build(codeLengths, 0, LENGTHS, lengthEntries, false);
    readLengths(literalCount + distanceCount);
    if (codeLengths[256] == 0) {
      throw new DataFormatException("it has a block that cannot end");
    }
    literals.build(codeLengths, 0, literalCount, literalEntries, true);
    distances.build(codeLengths, literalCount, distanceCount, distanceEntries, true);
  }

  private void readLengths(int count) throws DataFormatException {
    int at = 0;
    while (at < count) {
      refill();
      int entry = lengths.table()[(int) bits & lengths.mask()];
      drop(HuffmanTable.drop(entry));
      int symbol = HuffmanTable.value(entry);
      if (symbol < 16) {
        codeLengths[at++] = (byte) symbol;
        continue;
      }
      if (symbol == 16 && at == 0) {
        throw new DataFormatException("it repeats a code length before the first one");
      }
      byte value = symbol == 16 ? codeLengths[at - 1] : 0;
      int times =
          switch (symbol) {
            case 16 -> 3 + take(2);
            case 17 -> 3 + take(3);
            default -> 11 + take(7);
          };
      if (times > count - at) {
        throw new DataFormatException("it has more code lengths than it says");
      }
      Arrays.fill(codeLengths, at, at + times, value);
      at += times;
    }
  }

  /** A block's content. State is in locals, where the compiler keeps it in registers. */
  private void coded() throws DataFormatException {
    int[] literalTable = literals.table();
    int literalMask = literals.mask();
    int[] distanceTable = distances.table();
    int distanceMask = distances.mask();
    byte[] source = in;
    byte[] target = out;
    int end = length;
    int to = outAt;
    int at = inAt;
    long buffer = bits;
    int count = bitCount;
    while (true) {
      // 56 bits are enough for the longest literal, length and distance, or three literals
      if (at > size + Long.BYTES) {
        throw new DataFormatException("it ends too early");
      }
      buffer |= (long) LONGS.get(source, at) << count;
      at += (63 - count) >>> 3;
      count |= 56;

      int entry = literalTable[(int) buffer & literalMask];
      if (entry < 0 && to < end) {
        buffer >>>= entry & 15;
        count -= entry & 15;
        target[to++] = (byte) (entry >>> 8);
        entry = literalTable[(int) buffer & literalMask];
        if (entry < 0 && to < end) {
          buffer >>>= entry & 15;
          count -= entry & 15;
          target[to++] = (byte) (entry >>> 8);
          continue;
        }
        if (count < 48) {
          continue; // a match may need more bits than are left
        }
      }
      if ((entry & LONGER) != 0) {
        buffer >>>= entry & 15;
        count -= entry & 15;
        entry =
            literalTable[(entry >>> 8 & 0xffff) + ((int) buffer & (1 << (entry >>> 4 & 15)) - 1)];
      }
      buffer >>>= entry & 15;
      count -= entry & 15;
      if (entry < 0) {
        if (to >= end) {
          throw tooLong();
        }
        target[to++] = (byte) (entry >>> 8);
        continue;
      }
      if ((entry & (END_OF_BLOCK | INVALID)) != 0) {
        if ((entry & INVALID) != 0) {
          throw new DataFormatException("it has an invalid literal or length");
        }
        break;
      }
      int run = (entry >>> 8 & 0xffff) + ((int) buffer & (1 << (entry >>> 4 & 15)) - 1);
      buffer >>>= entry >>> 4 & 15;
      count -= entry >>> 4 & 15;

      entry = distanceTable[(int) buffer & distanceMask];
      if ((entry & LONGER) != 0) {
        buffer >>>= entry & 15;
        count -= entry & 15;
        entry =
            distanceTable[(entry >>> 8 & 0xffff) + ((int) buffer & (1 << (entry >>> 4 & 15)) - 1)];
      }
      buffer >>>= entry & 15;
      count -= entry & 15;
      int distance = (entry >>> 8 & 0xffff) + ((int) buffer & (1 << (entry >>> 4 & 15)) - 1);
      buffer >>>= entry >>> 4 & 15;
      count -= entry >>> 4 & 15;
      if ((entry & INVALID) != 0 || distance > to) {
        throw new DataFormatException("it has an invalid distance");
      }
      if (run > end - to) {
        throw tooLong();
      }
      copy(target, to, distance, run);
      to += run;
    }
    outAt = to;
    inAt = at;
    bits = buffer;
    bitCount = count;
    requireRead();
  }

  /** Repeats what is {@code distance} before; may write up to seven bytes after it. */
  private static void copy(byte[] bytes, int to, int distance, int run) {
    int end = to + run;
    if (distance >= Long.BYTES) {
      for (int at = to; at < end; at += Long.BYTES) {
        LONGS.set(bytes, at, (long) LONGS.get(bytes, at - distance));
      }
    } else if (distance == 1) {
      Arrays.fill(bytes, to, end, bytes[to - 1]);
    } else {
      for (int at = to; at < end; at++) {
        bytes[at] = bytes[at - distance];
      }
    }
  }

  private int take(int wanted) throws DataFormatException {
    refill();
    int value = (int) bits & (1 << wanted) - 1;
    drop(wanted);
    requireRead();
    return value;
  }

  private void refill() throws DataFormatException {
    if (inAt > size + Long.BYTES) {
      throw new DataFormatException("it ends too early");
    }
    bits |= (long) LONGS.get(in, inAt) << bitCount;
    inAt += (63 - bitCount) >>> 3;
    bitCount |= 56;
  }

  private void drop(int used) {
    bits >>>= used;
    bitCount -= used;
  }

  /** Behind the data are zeros, which must not have been taken for it. */
  private void requireRead() throws DataFormatException {
    if (8L * inAt - bitCount > 8L * size) {
      throw new DataFormatException("it ends too early");
    }
  }

  private DataFormatException tooLong() {
    return new DataFormatException("it holds more than the " + length + " bytes it should");
  }

  private static int[] literalEntries() {
    int[] entries = new int[288];
    for (int i = 0; i < 256; i++) {
      entries[i] = HuffmanTable.entry(LITERAL, i, 0);
    }
    entries[256] = END_OF_BLOCK;
    int base = 3;
    for (int i = 257; i < 285; i++) {
      int more = i < 265 ? 0 : (i - 261) / 4;
      entries[i] = HuffmanTable.entry(0, base, more);
      base += 1 << more;
    }
    entries[285] = HuffmanTable.entry(0, 258, 0);
    entries[286] = INVALID;
    entries[287] = INVALID;
    return entries;
  }

  private static int[] distanceEntries() {
    int[] entries = new int[32];
    int base = 1;
    for (int i = 0; i < DISTANCES; i++) {
      int more = i < 4 ? 0 : i / 2 - 1;
      entries[i] = HuffmanTable.entry(0, base, more);
      base += 1 << more;
    }
    entries[30] = INVALID;
    entries[31] = INVALID;
    return entries;
  }

  private static int[] lengthEntries() {
    int[] entries = new int[LENGTHS];
    for (int i = 0; i < LENGTHS; i++) {
      entries[i] = HuffmanTable.entry(LITERAL, i, 0);
    }
    return entries;
  }

  @Override
  public void close() {}
}
