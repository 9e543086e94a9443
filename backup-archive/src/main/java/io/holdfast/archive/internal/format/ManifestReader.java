package io.holdfast.archive.internal.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.holdfast.archive.internal.tar.EntryNames;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.ExtendedAttributes;
import io.holdfast.core.catalog.ExtendedAttributes.Attribute;
import io.holdfast.core.catalog.SparseMap;
import io.holdfast.core.catalog.SparseMap.Region;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a manifest that {@link ManifestWriter} wrote, entry by entry. Reads no other dialect of
 * mtree: what it does not know is damage. Not thread-safe.
 */
public final class ManifestReader {
  private static final int MAX_LINE = 1 << 20;
  private static final int DIGEST = 64;
  private static final int NANO_DIGITS = 9;
  private static final EntryType[] TYPES = EntryType.values();

  private static final byte[] HARD_LINK = ManifestWriter.HARD_LINK.getBytes(US_ASCII);
  private static final byte[] ATTRIBUTE = ManifestWriter.ATTRIBUTE.getBytes(US_ASCII);
  private static final byte[] HOLES = ManifestWriter.HOLES.getBytes(US_ASCII);
  private static final byte[] OF_BLOCKS = ManifestWriter.OF_BLOCKS.getBytes(US_ASCII);
  private static final byte[] TYPE = " type=".getBytes(US_ASCII);
  private static final byte[] MODE = " mode=".getBytes(US_ASCII);
  private static final byte[] UID = " uid=".getBytes(US_ASCII);
  private static final byte[] GID = " gid=".getBytes(US_ASCII);
  private static final byte[] TIME = " time=".getBytes(US_ASCII);
  private static final byte[] SIZE = " size=".getBytes(US_ASCII);
  private static final byte[] SHA256 = " sha256digest=".getBytes(US_ASCII);
  private static final byte[] LINK = " link=".getBytes(US_ASCII);
  private static final byte[] DEVICE = " device=native,".getBytes(US_ASCII);

  private final InputStream in;
  private byte[] buffer = new byte[1 << 16];
  private int limit;

  /** Where in the buffer parsing has come to, and where the line ends. */
  private int at;

  private int end;

  /** Where in the buffer the next line begins. */
  private int following;

  private EntryPath path = EntryPath.ROOT;
  private Optional<EntryPath> hardLink = Optional.empty();
  private Optional<String> ofBlocks = Optional.empty();
  private final List<Attribute> attributes = new ArrayList<>();
  private final List<Region> holes = new ArrayList<>();

  /**
   * @param in the text, not closed
   * @throws ArchiveException when it does not begin as a manifest does
   */
  public ManifestReader(InputStream in) throws ArchiveException, IOException {
    this.in = in;
    if (!line() || !takes(ManifestWriter.SIGNATURE.getBytes(US_ASCII)) || at != end) {
      throw new ArchiveException("a manifest does not begin with " + ManifestWriter.SIGNATURE);
    }
  }

  /** The next entry; empty at the end. */
  public Optional<ManifestEntry> next() throws ArchiveException, IOException {
    return advance() ? Optional.of(entry()) : Optional.empty();
  }

  /**
   * Goes on to the next entry and reads its path only.
   *
   * @return false at the end
   */
  public boolean advance() throws ArchiveException, IOException {
    if (!line()) {
      return false;
    }
    hardLink = Optional.empty();
    ofBlocks = Optional.empty();
    attributes.clear();
    holes.clear();
    while (at < end && buffer[at] == '#') {
      comment();
      require(at == end);
      if (!line()) {
        throw new ArchiveException("a manifest ends in the middle");
      }
    }
    path = ownPath();
    return true;
  }

  /** A line that says something of the entry after it; each may be there once, in this order. */
  private void comment() throws ArchiveException {
    if (takes(HARD_LINK)) {
      require(hardLink.isEmpty() && attributes.isEmpty());
      hardLink = Optional.of(ownPath());
    } else if (takes(ATTRIBUTE)) {
      require(hardLink.isEmpty() && ofBlocks.isEmpty() && holes.isEmpty());
      String name = text('=');
      expect('=');
      require(
          !name.isEmpty()
              && (attributes.isEmpty()
                  || attributes.get(attributes.size() - 1).name().compareTo(name) < 0));
      attributes.add(new Attribute(name, text('\n')));
    } else if (takes(HOLES)) {
      require(hardLink.isEmpty() && ofBlocks.isEmpty() && holes.isEmpty());
      holes();
    } else {
      expect(OF_BLOCKS);
      require(hardLink.isEmpty() && ofBlocks.isEmpty() && holes.isEmpty());
      ofBlocks = Optional.of(digest());
    }
  }

  /** One or more, ascending and apart. That a line is bounded bounds how many there are. */
  private void holes() throws ArchiveException {
    long before = -1;
    do {
      if (!holes.isEmpty()) {
        expect(',');
      }
      long offset = number(10);
      expect('+');
      long length = number(10);
      require(offset > before && length > 0 && length <= Long.MAX_VALUE - offset);
      before = offset + length;
      holes.add(new Region(offset, length));
    } while (at < end);
  }

  /** The path of the entry to which {@link #advance} went. */
  public EntryPath path() {
    return path;
  }

  /** The entry to which {@link #advance} went; can be asked for once. */
  public ManifestEntry entry() throws ArchiveException {
    expect(TYPE);
    EntryType type = type();
    expect(MODE);
    long mode = number(8);
    expect(UID);
    long uid = number(10);
    expect(GID);
    long gid = number(10);
    expect(TIME);
    Instant time = time();
    require(mode <= 07777 && uid <= 0xffff_ffffL && gid <= 0xffff_ffffL);
    long size = 0;
    Optional<String> digest = Optional.empty();
    Optional<EntryPath> link = hardLink;
    Entry.Device device = Entry.Device.NONE;
    switch (type) {
      case FILE -> {
        expect(SIZE);
        size = number(10);
        if (ofBlocks.isPresent()) {
          digest = ofBlocks;
        } else {
          expect(SHA256);
          digest = Optional.of(digest());
        }
      }
      case SYMLINK -> {
        expect(LINK);
        link = Optional.of(new EntryPath(text(' ')));
      }
      case CHARACTER_DEVICE, BLOCK_DEVICE -> {
        expect(DEVICE);
        int major = signed();
        expect(',');
        device = new Entry.Device(major, signed());
      }
      case DIRECTORY, HARD_LINK, FIFO -> {}
    }
    require(at == end && (ofBlocks.isEmpty() || type == EntryType.FILE));
    Entry entry = new Entry(path, type, size, (int) mode, uid, gid, time, link, device);
    if (!attributes.isEmpty()) {
      entry = entry.with(new ExtendedAttributes(attributes));
    }
    if (!holes.isEmpty()) {
      require(type == EntryType.FILE && holes.get(holes.size() - 1).end() <= size);
      entry = entry.with(Optional.of(SparseMap.filled(holes, size)));
    }
    return new ManifestEntry(entry, digest, ofBlocks.isPresent());
  }

  private EntryType type() throws ArchiveException {
    int start = at;
    while (at < end && buffer[at] != ' ') {
      at++;
    }
    for (EntryType type : TYPES) {
      if (is(type.mtreeName(), start, at)) {
        require(hardLink.isEmpty() || type == EntryType.FILE);
        return hardLink.isPresent() ? EntryType.HARD_LINK : type;
      }
    }
    throw damaged();
  }

  private boolean is(String word, int from, int to) {
    boolean same = word.length() == to - from;
    for (int i = 0; same && i < word.length(); i++) {
      same = buffer[from + i] == word.charAt(i);
    }
    return same;
  }

  private Instant time() throws ArchiveException {
    boolean negative = at < end && buffer[at] == '-';
    if (negative) {
      at++;
    }
    long seconds = number(10);
    expect('.');
    int start = at;
    long nanos = number(10);
    require(at - start == NANO_DIGITS);
    try {
      return Instant.ofEpochSecond(negative ? -seconds : seconds, nanos);
    } catch (DateTimeException e) {
      throw new ArchiveException("a manifest has a time that no clock has", e);
    }
  }

  private String digest() throws ArchiveException {
    require(end - at == DIGEST);
    for (int i = at; i < end; i++) {
      byte c = buffer[i];
      require((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
    at = end;
    return new String(buffer, end - DIGEST, DIGEST, ISO_8859_1);
  }

  /** A number of a device, which is more than 31 bits of one. */
  private int signed() throws ArchiveException {
    boolean negative = at < end && buffer[at] == '-';
    if (negative) {
      at++;
    }
    long value = negative ? -number(10) : number(10);
    require(value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE);
    return (int) value;
  }

  private long number(int base) throws ArchiveException {
    long value = 0;
    int start = at;
    while (at < end && buffer[at] >= '0' && buffer[at] < '0' + base) {
      int digit = buffer[at++] - '0';
      require(value <= (Long.MAX_VALUE - digit) / base);
      value = value * base + digit;
    }
    require(at > start);
    return value;
  }

  /** A path below the source. */
  private EntryPath ownPath() throws ArchiveException {
    if (at < end && buffer[at] == '.' && (at + 1 == end || buffer[at + 1] == ' ')) {
      at++;
      return EntryPath.ROOT;
    }
    if (at + 1 >= end || buffer[at] != '.' || buffer[at + 1] != '/') {
      throw new ArchiveException("a manifest has a path that does not begin with ./");
    }
    at += 2;
    String text = text(' ');
    require(!text.isEmpty() && EntryNames.isSafe(text));
    return new EntryPath(text);
  }

  /**
   * Text, unescaped in place.
   *
   * @param until what ends it; a newline for all of the line, which may hold zeros then
   */
  private String text(char until) throws ArchiveException {
    int start = at;
    int to = at;
    while (at < end && buffer[at] != until) {
      byte c = buffer[at++];
      if (c == '\\') {
        require(end - at >= 3);
        int value = octal(at) << 6 | octal(at + 1) << 3 | octal(at + 2);
        require(value <= 0xff);
        c = (byte) value;
        at += 3;
      }
      require(c != 0 || until == '\n');
      buffer[to++] = c;
    }
    return new String(buffer, start, to - start, ISO_8859_1);
  }

  private int octal(int place) throws ArchiveException {
    int digit = buffer[place] - '0';
    require(digit >= 0 && digit <= 7);
    return digit;
  }

  private boolean takes(byte[] prefix) {
    boolean same =
        end - at >= prefix.length
            && Arrays.equals(buffer, at, at + prefix.length, prefix, 0, prefix.length);
    at += same ? prefix.length : 0;
    return same;
  }

  private void expect(byte[] prefix) throws ArchiveException {
    require(takes(prefix));
  }

  private void expect(char c) throws ArchiveException {
    require(at < end && buffer[at] == c);
    at++;
  }

  private static void require(boolean holds) throws ArchiveException {
    if (!holds) {
      throw damaged();
    }
  }

  private static ArchiveException damaged() {
    return new ArchiveException("a manifest has a damaged line");
  }

  /** Goes on to the next line; false at the end of the manifest. */
  private boolean line() throws ArchiveException, IOException {
    at = following;
    end = at;
    while (true) {
      while (end < limit) {
        if (buffer[end] == '\n') {
          following = end + 1;
          return true;
        }
        end++;
      }
      if (!fill()) {
        if (at == end) {
          following = end;
          return false;
        }
        throw new ArchiveException("a manifest ends in the middle of a line");
      }
    }
  }

  /** Reads more behind the line that is begun, which is moved to the buffer's beginning. */
  private boolean fill() throws ArchiveException, IOException {
    int begun = limit - at;
    if (begun > MAX_LINE) {
      throw new ArchiveException("a manifest has an endless line");
    }
    byte[] room = begun > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
    System.arraycopy(buffer, at, room, 0, begun);
    buffer = room;
    end -= at;
    at = 0;
    int got = in.read(buffer, begun, buffer.length - begun);
    limit = begun + Math.max(0, got);
    return got > 0;
  }
}
