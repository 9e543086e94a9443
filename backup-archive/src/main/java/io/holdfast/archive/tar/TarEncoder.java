package io.holdfast.archive.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;
import java.time.Instant;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.io.output.UnsynchronizedByteArrayOutputStream;

/**
 * Writes tar headers that every common reader understands: ustar (POSIX.1-1988) with a pax extended
 * header (POSIX.1-2001) for times ustar cannot hold. Names that do not fit ustar are given twice,
 * as a pax record and as a GNU long name, because busybox reads only the latter. Large numbers are
 * base-256, as GNU tar's.
 */
public final class TarEncoder {
  /** The unit of a tar. */
  public static final int BLOCK = 512;

  /** The two zero blocks that end a tar. */
  public static final int END = 2 * BLOCK;

  private static final int NAME_LENGTH = 100;
  private static final int PREFIX_LENGTH = 155;
  private static final int CHECKSUM_OFFSET = 148;
  private static final long LARGEST_USTAR_TIME = 0_77777777777L;
  private static final String LONG_LINK = "././@LongLink";

  private final UnsynchronizedByteArrayOutputStream out =
      UnsynchronizedByteArrayOutputStream.builder().setBufferSize(4 * BLOCK).get();
  private final StringBuilder pax = new StringBuilder(64);

  /** How many zero bytes follow content of this size. */
  public static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }

  /**
   * The header blocks of an entry.
   *
   * @param prefix what stands before the entry's path: {@code ./} or {@code <source>/}
   */
  public byte[] encode(String prefix, Entry entry) {
    String name = prefix + entry.path().latin1();
    if (entry.type() == EntryType.DIRECTORY && !name.endsWith("/")) {
      name += "/";
    }
    String link =
        switch (entry.type()) {
          case HARD_LINK -> prefix + entry.linkTarget().orElseThrow().latin1();
          case SYMLINK -> entry.linkTarget().orElseThrow().latin1();
          default -> "";
        };
    long size = entry.type() == EntryType.FILE ? entry.size() : 0;
    return encode(
        name,
        TarHeader.flagOf(entry.type()),
        size,
        entry.mode(),
        entry.uid(),
        entry.gid(),
        entry.modified(),
        link,
        entry.device());
  }

  /** The single header block of a file whose name fits ustar. */
  public static byte[] plain(String name, long size, Instant modified) {
    byte[] block = new byte[BLOCK];
    if (!putName(block, name)) {
      throw new IllegalArgumentException("too long for a plain header: " + name);
    }
    fill(block, '0', size, 0600, 0, 0, modified.getEpochSecond(), "", Entry.Device.NONE);
    return block;
  }

  /** Whether a name needs no extended header. */
  public static boolean isPlain(String name) {
    return putName(new byte[BLOCK], name);
  }

  private byte[] encode(
      String name,
      char type,
      long size,
      int mode,
      long uid,
      long gid,
      Instant modified,
      String link,
      Entry.Device device) {
    out.reset();
    pax.setLength(0);
    byte[] block = new byte[BLOCK];
    if (!putName(block, name)) {
      record("path", name);
      longName('L', name);
    }
    if (link.length() > NAME_LENGTH) {
      record("linkpath", link);
      longName('K', link);
    }
    long seconds = modified.getEpochSecond();
    if (modified.getNano() != 0 || seconds < 0 || seconds > LARGEST_USTAR_TIME) {
      record("mtime", decimal(modified));
    }
    if (!pax.isEmpty()) {
      extension('x', "././@PaxHeader", pax.toString().getBytes(ISO_8859_1));
    }
    fill(block, type, size, mode, uid, gid, seconds, link, device);
    out.write(block, 0, BLOCK);
    return out.toByteArray();
  }

  /**
   * Seconds as a decimal fraction; before 1970 the fraction counts away from zero, as GNU tar
   * writes it.
   */
  private static String decimal(Instant time) {
    long seconds = time.getEpochSecond();
    int nanos = time.getNano();
    StringBuilder text = new StringBuilder(24);
    if (seconds < 0 && nanos > 0) {
      seconds++;
      nanos = 1_000_000_000 - nanos;
      if (seconds == 0) {
        text.append('-');
      }
    }
    text.append(seconds);
    if (nanos != 0) {
      String digits = Integer.toString(nanos);
      text.append('.').append("000000000", 0, 9 - digits.length()).append(digits);
    }
    return text.toString();
  }

  /** Appends {@code "<length> <key>=<value>\n"}, where the length counts itself. */
  private void record(String key, String value) {
    int rest = key.length() + value.length() + 3;
    int length = rest + 1;
    while (length != rest + Integer.toString(length).length()) {
      length = rest + Integer.toString(length).length();
    }
    pax.append(length).append(' ').append(key).append('=').append(value).append('\n');
  }

  private void longName(char type, String name) {
    byte[] bytes = name.getBytes(ISO_8859_1);
    extension(type, LONG_LINK, Arrays.copyOf(bytes, bytes.length + 1));
  }

  private void extension(char type, String name, byte[] content) {
    byte[] block = new byte[BLOCK];
    putName(block, name);
    fill(block, type, content.length, 0644, 0, 0, 0, "", Entry.Device.NONE);
    out.write(block, 0, BLOCK);
    out.write(content, 0, content.length);
    out.write(new byte[BLOCK], 0, padding(content.length));
  }

  /**
   * Puts a name into a header, split at a slash if need be; cuts it off and says false when it is
   * too long.
   */
  private static boolean putName(byte[] block, String name) {
    if (name.length() <= NAME_LENGTH) {
      put(block, 0, NAME_LENGTH, name);
      return true;
    }
    int slash = name.lastIndexOf('/', Math.min(PREFIX_LENGTH, name.length() - 2));
    if (slash > 0 && name.length() - slash - 1 <= NAME_LENGTH) {
      put(block, 345, PREFIX_LENGTH, name.substring(0, slash));
      put(block, 0, NAME_LENGTH, name.substring(slash + 1));
      return true;
    }
    put(block, 0, NAME_LENGTH, name);
    return false;
  }

  private static void fill(
      byte[] block,
      char type,
      long size,
      int mode,
      long uid,
      long gid,
      long seconds,
      String link,
      Entry.Device device) {
    number(block, 100, 8, mode);
    number(block, 108, 8, uid);
    number(block, 116, 8, gid);
    number(block, 124, 12, size);
    number(block, 136, 12, Math.min(Math.max(seconds, 0), LARGEST_USTAR_TIME));
    block[156] = (byte) type;
    put(block, 157, NAME_LENGTH, link);
    put(block, 257, 8, TarConstants.MAGIC_POSIX + TarConstants.VERSION_POSIX);
    number(block, 329, 8, device.major());
    number(block, 337, 8, device.minor());
    Arrays.fill(block, CHECKSUM_OFFSET, CHECKSUM_OFFSET + 8, (byte) ' ');
    TarUtils.formatCheckSumOctalBytes(TarUtils.computeCheckSum(block), block, CHECKSUM_OFFSET, 8);
  }

  private static void number(byte[] block, int offset, int length, long value) {
    TarUtils.formatLongOctalOrBinaryBytes(value, block, offset, length);
  }

  private static void put(byte[] block, int offset, int length, String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    System.arraycopy(bytes, 0, block, offset, Math.min(length, bytes.length));
  }

  static boolean isMagic(byte[] block, String magic) {
    return Arrays.equals(
        block, 257, 257 + magic.length(), magic.getBytes(US_ASCII), 0, magic.length());
  }
}
