package io.holdfast.archive.internal.tar;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;
import java.time.Instant;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * Writes tar headers that every common reader understands: ustar (POSIX.1-1988) with a pax extended
 * header (POSIX.1-2001) for times ustar cannot hold, extended attributes, ACLs and holes. Names
 * that do not fit ustar are given twice, as a pax record and as a GNU long name, because busybox
 * reads only the latter. Large numbers are base-256, as GNU tar's.
 */
public final class TarEncoder {
  /** The unit of a tar. */
  public static final int BLOCK = 512;

  /** The two zero blocks that end a tar. */
  public static final int END = 2 * BLOCK;

  private static final int NAME_LENGTH = 100;
  private static final int PREFIX_LENGTH = 155;
  private static final int PREFIX = 345;
  private static final int CHECKSUM = 148;
  private static final String MAGIC = TarConstants.MAGIC_POSIX + TarConstants.VERSION_POSIX;
  private static final long LARGEST_USTAR_TIME = 0_77777777777L;
  private static final String SPARSE_FOLDER = "GNUSparseFile.0/";
  private static final String LONG_LINK = "././@LongLink";

  private byte[] bytes = new byte[8 * BLOCK];
  private int length;
  private final StringBuilder pax = new StringBuilder(64);

  /** How many zero bytes follow content of this size. */
  public static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }

  /**
   * The header blocks of an entry, with the map if it is a file with holes. {@link
   * Entry#dataLength} bytes of content follow, and the padding for them.
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
    length = 0;
    pax.setLength(0);
    if (entry.omitsHoles()) {
      return encodeSparse(name, entry, SparseText.of(entry.sparse().orElseThrow(), entry.size()));
    }
    names(name, link);
    long size = entry.type() == EntryType.FILE ? entry.size() : 0;
    header(name, size, link, entry);
    return Arrays.copyOf(bytes, length);
  }

  /**
   * GNU's sparse format 1.0. The name in the header is the one that GNU tar gives the file for
   * readers that do not know holes, but for the process number, which would differ from run to run.
   */
  private byte[] encodeSparse(String name, Entry entry, String map) {
    record("GNU.sparse.major", "1");
    record("GNU.sparse.minor", "0");
    record("GNU.sparse.name", name);
    record("GNU.sparse.realsize", Long.toString(entry.size()));
    int slash = name.lastIndexOf('/');
    String other = name.substring(0, slash + 1) + SPARSE_FOLDER + name.substring(slash + 1);
    int mapLength = map.length() + padding(map.length());
    header(other, mapLength + entry.dataLength(), "", entry);
    put(bytes, room(mapLength), map.length(), map, 0);
    return Arrays.copyOf(bytes, length);
  }

  private void names(String name, String link) {
    if (!isPlain(name)) {
      record("path", name);
      longName('L', name);
    }
    if (link.length() > NAME_LENGTH) {
      record("linkpath", link);
      longName('K', link);
    }
  }

  /** Appends the pax header, if there is one, and the entry's own. */
  private void header(String name, long size, String link, Entry entry) {
    Instant modified = entry.modified();
    long seconds = modified.getEpochSecond();
    if (modified.getNano() != 0 || seconds < 0 || seconds > LARGEST_USTAR_TIME) {
      record("mtime", decimal(modified));
    }
    if (!entry.attributes().isEmpty()) {
      AttributeRecords.write(entry.attributes(), this::record);
    }
    if (!pax.isEmpty()) {
      extension('x', "././@PaxHeader", pax);
    }
    int block = room(BLOCK);
    putName(bytes, block, name);
    char type = TarHeader.flagOf(entry.type());
    fill(
        bytes,
        block,
        type,
        size,
        entry.mode(),
        entry.uid(),
        entry.gid(),
        seconds,
        link,
        entry.device());
  }

  /** The single header block of a file whose name fits ustar. */
  public static byte[] plain(String name, long size, Instant modified) {
    byte[] block = new byte[BLOCK];
    if (!isPlain(name)) {
      throw new IllegalArgumentException("too long for a plain header: " + name);
    }
    putName(block, 0, name);
    fill(block, 0, '0', size, 0600, 0, 0, modified.getEpochSecond(), "", Entry.Device.NONE);
    return block;
  }

  /** Whether a name needs no extended header. */
  public static boolean isPlain(String name) {
    return name.length() <= NAME_LENGTH || split(name) > 0;
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
    extension(type, LONG_LINK, name + '\0');
  }

  private void extension(char type, String name, CharSequence content) {
    int block = room(BLOCK);
    putName(bytes, block, name);
    fill(bytes, block, type, content.length(), 0644, 0, 0, 0, "", Entry.Device.NONE);
    int start = room(content.length() + padding(content.length()));
    put(bytes, start, content.length(), content, 0);
  }

  /** Appends zeros, and tells where they begin. */
  private int room(int count) {
    int start = length;
    length += count;
    if (length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
    }
    Arrays.fill(bytes, start, length, (byte) 0);
    return start;
  }

  /** Puts a name into a header, split at a slash if need be, cut off when it is too long. */
  private static void putName(byte[] bytes, int block, String name) {
    int slash = split(name);
    if (slash > 0) {
      put(bytes, block + PREFIX, slash, name, 0);
    }
    put(bytes, block, NAME_LENGTH, name, slash + 1);
  }

  /** The slash at which a name is split; -1 when it is not, because it fits or never would. */
  private static int split(String name) {
    if (name.length() <= NAME_LENGTH) {
      return -1;
    }
    int slash = name.lastIndexOf('/', Math.min(PREFIX_LENGTH, name.length() - 2));
    return slash > 0 && name.length() - slash - 1 <= NAME_LENGTH ? slash : -1;
  }

  private static void fill(
      byte[] bytes,
      int block,
      char type,
      long size,
      int mode,
      long uid,
      long gid,
      long seconds,
      String link,
      Entry.Device device) {
    number(bytes, block + 100, 8, mode);
    number(bytes, block + 108, 8, uid);
    number(bytes, block + 116, 8, gid);
    number(bytes, block + 124, 12, size);
    number(bytes, block + 136, 12, Math.min(Math.max(seconds, 0), LARGEST_USTAR_TIME));
    bytes[block + 156] = (byte) type;
    put(bytes, block + 157, NAME_LENGTH, link, 0);
    put(bytes, block + 257, 8, MAGIC, 0);
    number(bytes, block + 329, 8, device.major());
    number(bytes, block + 337, 8, device.minor());
    Arrays.fill(bytes, block + CHECKSUM, block + CHECKSUM + 8, (byte) ' ');
    long sum = 0;
    for (int i = block; i < block + BLOCK; i++) {
      sum += bytes[i] & 0xff;
    }
    octal(bytes, block + CHECKSUM, 6, sum);
    bytes[block + CHECKSUM + 6] = 0;
  }

  /** A number as octal digits and a space, or in base 256 where those do not hold it. */
  private static void number(byte[] bytes, int offset, int length, long value) {
    int digits = length - 1;
    if (value < 0 || value >>> (3 * digits) != 0) {
      TarUtils.formatLongOctalOrBinaryBytes(value, bytes, offset, length);
      return;
    }
    octal(bytes, offset, digits, value);
    bytes[offset + digits] = ' ';
  }

  private static void octal(byte[] bytes, int offset, int digits, long value) {
    long left = value;
    for (int i = offset + digits - 1; i >= offset; i--) {
      bytes[i] = (byte) ('0' + (left & 7));
      left >>>= 3;
    }
  }

  /** Puts at most {@code most} of the chars of a text, one byte each. */
  private static void put(byte[] bytes, int offset, int most, CharSequence text, int from) {
    int count = Math.min(most, text.length() - from);
    for (int i = 0; i < count; i++) {
      bytes[offset + i] = (byte) text.charAt(from + i);
    }
  }

  static boolean isMagic(byte[] block, String magic) {
    return Arrays.equals(
        block, 257, 257 + magic.length(), magic.getBytes(US_ASCII), 0, magic.length());
  }
}
