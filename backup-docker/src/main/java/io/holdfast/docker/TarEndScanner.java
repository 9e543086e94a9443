package io.holdfast.docker;

import io.holdfast.core.catalog.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Watches a tar go by and tells whether it came to its proper end. A cut tar reads without an error
 * in most programs when the cut falls between two entries; the two blocks of zeros at the end are
 * the only proof.
 *
 * <p>Understands as much of the ustar, PAX and GNU dialects as it takes to find the next header.
 * Fed by one thread; asked by another only after that has ended.
 */
final class TarEndScanner {
  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int TYPE_AT = 156;

  private final byte[] block = new byte[BLOCK];
  private int inBlock;
  private long dataLeft;
  private final PaxSize pax = new PaxSize();
  private boolean readingPax;
  private long entries;
  private int zeroBlocks;
  private String lastName = "";
  private String damage = "";

  /** Takes the next bytes. */
  void accept(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && damage.isEmpty()) {
      if (dataLeft > 0) {
        int step = (int) Math.min(dataLeft, end - at);
        if (readingPax) {
          pax.accept(bytes, at, step);
        }
        dataLeft -= step;
        at += step;
      } else {
        int step = Math.min(BLOCK - inBlock, end - at);
        System.arraycopy(bytes, at, block, inBlock, step);
        inBlock += step;
        at += step;
        if (inBlock == BLOCK) {
          inBlock = 0;
          header();
        }
      }
    }
  }

  /** Whether at least one entry and the end of the archive were seen, and nothing was odd. */
  boolean isComplete() {
    return damage.isEmpty() && zeroBlocks >= 2 && dataLeft == 0 && inBlock == 0 && entries > 0;
  }

  /** Entries seen so far, not counting the records that describe the next one. */
  long entries() {
    return entries;
  }

  /** Where the tar ends, or what is wrong with it, for people. */
  String describeEnd() {
    if (!damage.isEmpty()) {
      return damage;
    }
    if (entries == 0) {
      return "before the first entry";
    }
    return (dataLeft > 0 ? "in the middle of '" : "after '") + lastName + "'";
  }

  private void header() {
    boolean zero = isZero();
    if (zeroBlocks > 0) {
      if (zero) {
        zeroBlocks++;
      } else {
        damage = "with something after its end mark, which follows '" + lastName + "'";
      }
      return;
    }
    if (zero) {
      zeroBlocks = 1;
      return;
    }
    if (!hasValidChecksum()) {
      damage = "with a damaged header after '" + lastName + "'";
      return;
    }
    entry();
  }

  private void entry() {
    long size = TarNumber.read(block, SIZE_AT, SIZE_LENGTH);
    char type = (char) (block[TYPE_AT] & 0xff);
    readingPax = type == 'x';
    if (readingPax) {
      pax.start(size);
    }
    boolean describesNext = readingPax || type == 'g' || type == 'L' || type == 'K';
    if (!describesNext) {
      entries++;
      lastName = name();
      long content = pax.take(size);
      size = hasContent(type) ? content : 0;
    }
    if (size < 0) {
      damage = "with a header that tells no size after '" + lastName + "'";
      return;
    }
    dataLeft = (size + BLOCK - 1) / BLOCK * BLOCK;
  }

  private static boolean hasContent(char type) {
    // links, devices, directories and FIFOs may carry a size, but nothing follows
    return type < '1' || type > '6';
  }

  private String name() {
    int length = 0;
    while (length < NAME_LENGTH && block[length] != 0) {
      length++;
    }
    return Printable.of(Arrays.copyOf(block, length));
  }

  private boolean isZero() {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean hasValidChecksum() {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean own = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
      sum += own ? ' ' : block[i] & 0xff;
    }
    return sum == TarNumber.read(block, CHECKSUM_AT, CHECKSUM_LENGTH);
  }

  /** Finds the {@code size} in a PAX record, which wins over the header's. */
  private static final class PaxSize {
    private static final int LONGEST = 1 << 20;
    private byte[] text = new byte[0];
    private int have;
    private long size = -1;

    void start(long length) {
      text = new byte[(int) Math.max(0, Math.min(length, LONGEST))];
      have = 0;
    }

    void accept(byte[] bytes, int offset, int length) {
      int step = Math.min(length, text.length - have);
      System.arraycopy(bytes, offset, text, have, step);
      have += step;
      if (have == text.length && step > 0) {
        parse();
      }
    }

    long take(long headerSize) {
      long taken = size >= 0 ? size : headerSize;
      size = -1;
      return taken;
    }

    private void parse() {
      int at = 0;
      while (at < have) {
        int space = at;
        int length = 0;
        while (space < have && text[space] >= '0' && text[space] <= '9' && length < LONGEST) {
          length = length * 10 + (text[space] - '0');
          space++;
        }
        if (length <= space - at + 1 || at + length > have) {
          return;
        }
        String record =
            new String(text, space + 1, at + length - space - 2, StandardCharsets.ISO_8859_1);
        if (record.startsWith("size=")) {
          size = TarNumber.decimal(record.substring("size=".length()));
        }
        at += length;
      }
    }
  }
}
