package io.holdfast.docker;

/** Reads the numbers of tar headers. */
final class TarNumber {
  private TarNumber() {}

  /** Octal digits between spaces and zero bytes, or base 256; -1 when it is neither. */
  static long read(byte[] block, int offset, int length) {
    if ((block[offset] & 0x80) != 0) {
      return base256(block, offset, length);
    }
    long value = 0;
    boolean started = false;
    for (int i = offset; i < offset + length; i++) {
      byte b = block[i];
      if (b >= '0' && b <= '7') {
        value = value * 8 + (b - '0');
        started = true;
      } else if (b == ' ' || b == 0) {
        if (started) {
          return value;
        }
      } else {
        return -1;
      }
    }
    return value;
  }

  private static long base256(byte[] block, int offset, int length) {
    long value = block[offset] & 0x3f;
    for (int i = offset + 1; i < offset + length; i++) {
      if (value >>> 55 != 0) {
        return -1;
      }
      value = value << 8 | (block[i] & 0xff);
    }
    return value;
  }

  /** Decimal digits; -1 when there is anything else. */
  static long decimal(String text) {
    try {
      return text.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(text) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
