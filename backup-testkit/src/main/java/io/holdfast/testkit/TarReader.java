package io.holdfast.testkit;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a tar as Docker, GNU tar and busybox write it; strict about checksums and the end. */
final class TarReader {
  private static final int BLOCK = TarWriter.BLOCK;

  private final InputStream in;

  TarReader(InputStream in) {
    this.in = in;
  }

  /** Takes an entry as it comes. */
  interface Sink {
    void entry(Entry entry, byte[] content) throws IOException;
  }

  /**
   * Reads to the end of the stream.
   *
   * @throws EOFException when the tar has no end
   */
  void readAll(Sink sink) throws IOException {
    Map<String, String> extended = new HashMap<>();
    while (true) {
      byte[] header = block();
      if (isZero(header)) {
        if (!isZero(block())) {
          throw new IOException("tar has something after its first end block");
        }
        in.transferTo(OutputStream.nullOutputStream());
        return;
      }
      requireChecksum(header);
      char flag = (char) header[156];
      long size =
          extended.containsKey("size")
              ? Long.parseLong(value(extended, "size"))
              : number(header, 124, 12);
      switch (flag) {
        case 'x' -> parsePax(content(size), extended);
        case 'g' -> content(size);
        case 'L' -> extended.put("path", zeroEnded(content(size)));
        case 'K' -> extended.put("linkpath", zeroEnded(content(size)));
        default -> {
          boolean hasContent = flag == '0' || flag == 0 || flag == '7';
          byte[] content = hasContent ? content(size) : new byte[0];
          sink.entry(entry(header, flag, content.length, extended), content);
          extended.clear();
        }
      }
    }
  }

  private static Entry entry(byte[] header, char flag, long size, Map<String, String> extended)
      throws IOException {
    String name = extended.getOrDefault("path", ustarName(header));
    String link = extended.getOrDefault("linkpath", latin1(header, 157, 100));
    EntryType type = type(flag, name);
    Optional<EntryPath> target =
        switch (type) {
          case SYMLINK -> Optional.of(new EntryPath(link));
          case HARD_LINK -> Optional.of(path(link));
          default -> Optional.empty();
        };
    boolean device = type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
    return new Entry(
        path(name),
        type,
        size,
        (int) number(header, 100, 8) & 07777,
        longOf(extended, "uid", number(header, 108, 8)),
        longOf(extended, "gid", number(header, 116, 8)),
        modified(header, extended),
        target,
        device
            ? new Entry.Device((int) number(header, 329, 8), (int) number(header, 337, 8))
            : Entry.Device.NONE);
  }

  private static EntryType type(char flag, String name) throws IOException {
    return switch (flag) {
      case '0', '7', 0 -> name.endsWith("/") ? EntryType.DIRECTORY : EntryType.FILE;
      case '1' -> EntryType.HARD_LINK;
      case '2' -> EntryType.SYMLINK;
      case '3' -> EntryType.CHARACTER_DEVICE;
      case '4' -> EntryType.BLOCK_DEVICE;
      case '5' -> EntryType.DIRECTORY;
      case '6' -> EntryType.FIFO;
      default -> throw new IOException("tar has an entry of unknown type '" + flag + "'");
    };
  }

  private static Instant modified(byte[] header, Map<String, String> extended) {
    if (!extended.containsKey("mtime")) {
      return Instant.ofEpochSecond(number(header, 136, 12));
    }
    BigDecimal time = new BigDecimal(value(extended, "mtime"));
    BigDecimal seconds = time.setScale(0, RoundingMode.FLOOR);
    long nanos = time.subtract(seconds).movePointRight(9).longValue();
    return Instant.ofEpochSecond(seconds.longValue(), nanos);
  }

  private static String ustarName(byte[] header) {
    String name = latin1(header, 0, 100);
    String magic = new String(header, 257, 6, StandardCharsets.ISO_8859_1);
    String prefix = magic.equals("ustar\0") ? latin1(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static EntryPath path(String name) {
    String path = name;
    while (path.startsWith("./")) {
      path = path.substring(2);
    }
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return path.equals(".") ? EntryPath.ROOT : new EntryPath(path);
  }

  private static void parsePax(byte[] records, Map<String, String> into) throws IOException {
    int at = 0;
    while (at < records.length) {
      int space = indexOf(records, ' ', at);
      int length = Integer.parseInt(new String(records, at, space - at, StandardCharsets.US_ASCII));
      int equals = indexOf(records, '=', space);
      int end = at + length - 1;
      if (length <= 0 || end >= records.length || records[end] != '\n' || equals > end) {
        throw new IOException("tar has a malformed PAX record");
      }
      into.put(
          new String(records, space + 1, equals - space - 1, StandardCharsets.ISO_8859_1),
          new String(records, equals + 1, end - equals - 1, StandardCharsets.ISO_8859_1));
      at = end + 1;
    }
  }

  private static int indexOf(byte[] in, char wanted, int from) throws IOException {
    for (int i = from; i < in.length; i++) {
      if (in[i] == wanted) {
        return i;
      }
    }
    throw new IOException("tar has a malformed PAX record");
  }

  private static String value(Map<String, String> extended, String key) {
    return extended.getOrDefault(key, "");
  }

  private static long longOf(Map<String, String> extended, String key, long otherwise) {
    return extended.containsKey(key) ? Long.parseLong(value(extended, key)) : otherwise;
  }

  /** Octal digits, or GNU's base 256 where the first bit is set. */
  private static long number(byte[] header, int at, int width) {
    if ((header[at] & 0x80) != 0) {
      long value = (header[at] & 0x40) != 0 ? -1 : 0;
      for (int i = at + 1; i < at + width; i++) {
        value = (value << 8) | (header[i] & 0xff);
      }
      return value;
    }
    String digits = latin1(header, at, width).trim();
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private static String latin1(byte[] header, int at, int width) {
    return zeroEnded(Arrays.copyOfRange(header, at, at + width));
  }

  private static String zeroEnded(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
  }

  private static void requireChecksum(byte[] header) throws IOException {
    int sum = 8 * ' ';
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? 0 : header[i] & 0xff;
    }
    if (sum != number(header, 148, 8)) {
      throw new IOException("tar has a header with a wrong checksum");
    }
  }

  private static boolean isZero(byte[] block) {
    return Arrays.equals(block, new byte[BLOCK]);
  }

  private byte[] block() throws IOException {
    byte[] block = in.readNBytes(BLOCK);
    if (block.length < BLOCK) {
      throw new EOFException("tar stops without its end blocks");
    }
    return block;
  }

  private byte[] content(long size) throws IOException {
    byte[] content = in.readNBytes(Math.toIntExact(size));
    long padding = (BLOCK - size % BLOCK) % BLOCK;
    if (content.length < size || in.readNBytes((int) padding).length < padding) {
      throw new EOFException("tar stops in the middle of an entry");
    }
    return content;
  }
}
