package io.holdfast.archive.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.output.UnsynchronizedByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar strictly: header checksums, bounded extension headers, the two zero blocks at the
 * end. Knows ustar, pax extended headers, GNU long names and base-256 numbers. Where readers are
 * known to disagree about what a header means, it refuses.
 */
public final class TarReader {
  private static final int BLOCK = TarEncoder.BLOCK;
  private static final int MAX_EXTENSION = 1 << 20;

  /**
   * Of all header blocks of one entry: its extensions, each of which may be there once or twice.
   */
  private static final int MAX_HEADERS = 6 * MAX_EXTENSION;

  private static final long MAX_ID = 0xffff_ffffL;
  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

  private final InputStream in;
  private final byte[] block = new byte[BLOCK];
  private final UnsynchronizedByteArrayOutputStream raw =
      UnsynchronizedByteArrayOutputStream.builder().setBufferSize(4 * BLOCK).get();
  private final Content content = new Content();
  private long position;
  private long entryStart;
  private boolean ended;

  /**
   * @param in read from where it stands, not closed
   */
  public TarReader(InputStream in) {
    this.in = in;
  }

  /** Bytes read so far. */
  public long position() {
    return position;
  }

  /** Where the current entry's first header began. */
  public long entryStart() {
    return entryStart;
  }

  /** Whether the zero blocks that end a tar were seen. */
  public boolean endSeen() {
    return ended;
  }

  /** Where the next header begins: after the current entry's content and padding. */
  public long entryEnd() {
    return position + content.remaining + content.padding;
  }

  /** The current entry's header blocks as they were read, extension headers included. */
  public byte[] rawHeader() {
    return raw.toByteArray();
  }

  /** The current entry's content; reading to its end is not necessary before {@link #next}. */
  public InputStream content() {
    return content;
  }

  /**
   * Goes on to the next entry.
   *
   * @return empty at the end of the tar: after its zero blocks, or where the stream ends between
   *     entries
   * @throws TarFormatException when it is not well-formed
   * @throws EOFException when it ends in the middle of an entry
   */
  public Optional<TarHeader> next() throws IOException {
    content.finish();
    raw.reset();
    entryStart = position;
    Extensions extensions = new Extensions();
    while (true) {
      if (!readBlock()) {
        if (raw.size() > 0) {
          throw new EOFException("the tar ends in the middle of an entry's headers");
        }
        return Optional.empty();
      }
      if (isZero()) {
        if (raw.size() > 0) {
          throw new TarFormatException("an extended header is followed by no entry");
        }
        if (!readBlock() || !isZero()) {
          throw new TarFormatException("the tar has a single zero block where two end it");
        }
        ended = true;
        return Optional.empty();
      }
      if (raw.size() > MAX_HEADERS) {
        throw new TarFormatException("an entry has endless extended headers");
      }
      raw.write(block, 0, BLOCK);
      if (!checksumHolds()) {
        throw new TarFormatException(
            "a header at byte " + (position - BLOCK) + " has a wrong checksum");
      }
      char type = (char) (block[156] & 0xff);
      switch (type) {
        case 'x' -> extensions.pax(extension());
        case 'g' -> extensions.global(extension());
        case 'L' -> extensions.longName = cString(extension());
        case 'K' -> extensions.longLink = cString(extension());
        default -> {
          TarHeader header = header(type, extensions);
          if (type == 'S') {
            skipSparseMap();
          }
          content.begin(header.size());
          return Optional.of(header);
        }
      }
    }
  }

  /** After the end: demands that nothing but zeros follows, and reads to the end of the stream. */
  public void drain() throws IOException {
    while (readBlock()) {
      if (!isZero()) {
        throw new TarFormatException("data follows the end of the tar");
      }
    }
  }

  private TarHeader header(char type, Extensions extensions) throws TarFormatException {
    String name = extensions.longName;
    if (name == null) {
      name = string(0, 100);
      if (TarEncoder.isMagic(block, "ustar\0") && block[345] != 0) {
        name = string(345, 155) + "/" + name;
      }
    }
    name = extensions.text("path", extensions.longName, name);
    String link = extensions.longLink == null ? string(157, 100) : extensions.longLink;
    link = extensions.text("linkpath", extensions.longLink, link);
    long size = extensions.number("size", number(124, 12));
    if (name.isEmpty() || name.indexOf('\0') >= 0 || link.indexOf('\0') >= 0) {
      throw new TarFormatException("an entry has no usable name");
    }
    if (size < 0 || size > Long.MAX_VALUE - BLOCK) {
      throw new TarFormatException("an entry has an impossible size");
    }
    if (extensions.sparse) {
      type = 'S';
    }
    long uid = extensions.number("uid", number(108, 8));
    long gid = extensions.number("gid", number(116, 8));
    if (uid < 0 || uid > MAX_ID || gid < 0 || gid > MAX_ID) {
      throw new TarFormatException("an entry has an impossible owner or group");
    }
    TarHeader header =
        new TarHeader(
            name,
            type,
            size,
            (int) number(100, 8) & 07777,
            uid,
            gid,
            extensions.time(number(136, 12)),
            link,
            type == '3' || type == '4'
                ? new Entry.Device((int) number(329, 8), (int) number(337, 8))
                : Entry.Device.NONE);
    if (size > 0 && header.type() != null && header.type() != EntryType.FILE) {
      throw new TarFormatException("an entry that is no file has content");
    }
    return header;
  }

  /** The blocks by which old GNU headers of sparse files go on; their size does not count them. */
  private void skipSparseMap() throws IOException {
    boolean more = block[482] != 0;
    while (more) {
      if (!readBlock()) {
        throw new EOFException("the tar ends in the middle of an entry's headers");
      }
      more = block[504] != 0;
    }
  }

  private byte[] extension() throws IOException {
    long size = number(124, 12);
    if (size < 0 || size > MAX_EXTENSION) {
      throw new TarFormatException("an extended header claims " + size + " bytes");
    }
    byte[] bytes = new byte[(int) size];
    int padded = (int) size + TarEncoder.padding(size);
    for (int done = 0; done < padded; done += BLOCK) {
      if (!readBlock()) {
        throw new EOFException("the tar ends in the middle of an extended header");
      }
      raw.write(block, 0, BLOCK);
      System.arraycopy(block, 0, bytes, done, Math.min(BLOCK, bytes.length - done));
    }
    return bytes;
  }

  private boolean readBlock() throws IOException {
    int got = IOUtils.read(in, block, 0, BLOCK);
    position += got;
    if (got != 0 && got != BLOCK) {
      throw new EOFException("the tar ends in the middle of a block");
    }
    return got == BLOCK;
  }

  private boolean isZero() {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean checksumHolds() {
    try {
      return TarUtils.verifyCheckSum(block);
    } catch (IllegalArgumentException e) {
      return false; // not even a number
    }
  }

  private long number(int offset, int length) throws TarFormatException {
    try {
      return TarUtils.parseOctalOrBinary(block, offset, length);
    } catch (IllegalArgumentException e) {
      throw new TarFormatException("a header has a damaged number");
    }
  }

  private String string(int offset, int length) {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      end++;
    }
    return new String(block, offset, end - offset, ISO_8859_1);
  }

  private static String cString(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, ISO_8859_1);
  }

  /** What the extension headers before an entry say about it. */
  private static final class Extensions {
    final Map<String, String> pax = new HashMap<>();
    @Nullable String longName;
    @Nullable String longLink;
    boolean sparse;

    /** Reads records {@code "<length> <key>=<value>\n"}. */
    void pax(byte[] bytes) throws TarFormatException {
      int at = 0;
      while (at < bytes.length && bytes[at] != 0) {
        int space = at;
        int length = 0;
        while (space < bytes.length
            && bytes[space] >= '0'
            && bytes[space] <= '9'
            && length < 1 << 24) {
          length = length * 10 + bytes[space++] - '0';
        }
        int end = at + length;
        if (space == at
            || space >= bytes.length
            || bytes[space] != ' '
            || end > bytes.length
            || end <= space + 2
            || bytes[end - 1] != '\n') {
          throw new TarFormatException("an extended header has a damaged record");
        }
        String record = new String(bytes, space + 1, end - space - 2, ISO_8859_1);
        int equals = record.indexOf('=');
        if (equals < 1) {
          throw new TarFormatException("an extended header has a record without a key");
        }
        String key = record.substring(0, equals);
        sparse |= key.startsWith("GNU.sparse.");
        pax.put(key, record.substring(equals + 1));
        at = end;
      }
    }

    /** Accepts global records only where they change nothing: readers disagree about the others. */
    void global(byte[] bytes) throws TarFormatException {
      Extensions other = new Extensions();
      other.pax(bytes);
      if (!Collections.disjoint(
          other.pax.keySet(), Set.of("path", "linkpath", "size", "uid", "gid", "mtime"))) {
        throw new TarFormatException("a global header changes entries");
      }
    }

    /** What a pax record says, which must not contradict a GNU header. */
    String text(String key, @Nullable String gnu, String otherwise) throws TarFormatException {
      String text = pax.getOrDefault(key, otherwise);
      if (gnu != null && !gnu.equals(text)) {
        throw new TarFormatException("an entry has two names that differ");
      }
      return text;
    }

    long number(String key, long otherwise) throws TarFormatException {
      String text = pax.get(key);
      try {
        return text == null ? otherwise : Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw new TarFormatException("an extended header has a damaged " + key);
      }
    }

    Instant time(long seconds) throws TarFormatException {
      String text = pax.get("mtime");
      try {
        if (text == null) {
          return Instant.ofEpochSecond(seconds);
        }
        if (text.length() > 40 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
          throw new NumberFormatException(text);
        }
        BigDecimal value = new BigDecimal(text);
        BigDecimal whole = value.setScale(0, RoundingMode.FLOOR);
        return Instant.ofEpochSecond(
            whole.longValueExact(), value.subtract(whole).multiply(NANOS).longValue());
      } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
        throw new TarFormatException("an entry has an impossible time");
      }
    }
  }

  /** The content of the current entry. */
  private final class Content extends InputStream {
    private long remaining;
    private int padding;

    void begin(long size) {
      remaining = size;
      padding = TarEncoder.padding(size);
    }

    void finish() throws IOException {
      long rest = remaining + padding;
      if (rest > 0) {
        long skipped = IOUtils.skip(in, rest);
        position += skipped;
        remaining = 0;
        padding = 0;
        if (skipped < rest) {
          throw new EOFException("the tar ends in the middle of an entry");
        }
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (remaining == 0) {
        return -1;
      }
      int got = in.read(bytes, offset, (int) Math.min(length, remaining));
      if (got < 0) {
        throw new EOFException("the tar ends in the middle of an entry");
      }
      remaining -= got;
      position += got;
      return got;
    }
  }
}
