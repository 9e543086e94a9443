package io.holdfast.archive.internal.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** One block of a tar, read as a header. Not thread-safe. */
final class TarBlock {
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final long EVEN_BYTES = 0x00ff00ff00ff00ffL;

  private final byte[] bytes = new byte[TarEncoder.BLOCK];
  private final ByteBuffer words = ByteBuffer.wrap(bytes);

  /** The bytes themselves, to be filled. */
  byte[] bytes() {
    return bytes;
  }

  int at(int offset) {
    return bytes[offset] & 0xff;
  }

  boolean isZero() {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the checksum is right: the sum of all bytes, which old writers took as signed ones. */
  boolean checksumHolds() {
    long stored;
    try {
      stored = TarUtils.parseOctal(bytes, CHECKSUM, CHECKSUM_LENGTH);
    } catch (IllegalArgumentException e) {
      return false; // not even a number
    }
    return stored == unsignedSum() || stored == signedSum();
  }

  /** Eight bytes at a time: this is done for every block of every header. */
  private long unsignedSum() {
    long lanes = 0;
    for (int i = 0; i < TarEncoder.BLOCK; i += Long.BYTES) {
      long word = words.getLong(i);
      lanes += (word & EVEN_BYTES) + (word >>> 8 & EVEN_BYTES);
    }
    long sum = 0;
    for (int shift = 0; shift < Long.SIZE; shift += Short.SIZE) {
      sum += lanes >>> shift & 0xffff;
    }
    for (int i = 0; i < CHECKSUM_LENGTH; i++) {
      sum += ' ' - at(CHECKSUM + i); // the field counts as blanks
    }
    return sum;
  }

  private long signedSum() {
    long sum = CHECKSUM_LENGTH * (long) ' ';
    for (int i = 0; i < TarEncoder.BLOCK; i++) {
      sum += i < CHECKSUM || i >= CHECKSUM + CHECKSUM_LENGTH ? bytes[i] : 0;
    }
    return sum;
  }

  long number(int offset, int length) throws TarFormatException {
    int first = at(offset) & 0xff;
    // Commons Compress takes the first byte for a sign and nothing else, other tools count it.
    if (first > 0x80 && first < 0xff) {
      throw new TarFormatException("a header has a number beyond 64 bits");
    }
    try {
      return TarUtils.parseOctalOrBinary(bytes, offset, length);
    } catch (IllegalArgumentException e) {
      throw new TarFormatException("a header has a damaged number");
    }
  }

  String string(int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, offset, end - offset, ISO_8859_1);
  }
}
