package io.holdfast.archive.internal.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.holdfast.core.catalog.ExtendedAttributes;
import io.holdfast.core.catalog.SparseMap;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the extension headers before an entry say about it: pax records (POSIX.1-2001) and GNU's
 * long names. Of several records with the same key the last one counts.
 */
final class TarExtensions {
  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

  /** More digits of whole seconds than this are left to arithmetic that cannot overflow. */
  private static final int PLAIN_DIGITS = 17;

  private static final int NANO_DIGITS = 9;

  private @Nullable String longName;
  private @Nullable String longLink;
  private @Nullable String path;
  private @Nullable String linkPath;
  private @Nullable String size;
  private @Nullable String uid;
  private @Nullable String gid;
  private @Nullable String mtime;
  private @Nullable String sparseMajor;
  private @Nullable String sparseMinor;
  private @Nullable String sparseName;
  private @Nullable String realSize;
  private final AttributeRecords attributes = new AttributeRecords();

  /** What the formats before 1.0 call the size of a file with holes. */
  private @Nullable String listedSize;

  /** Offsets and lengths in turns, as those formats have them. */
  private final List<String> listed = new ArrayList<>();

  private boolean unknownSparse;
  private boolean any;

  /** Forgets everything, for the next entry. */
  void clear() {
    if (any) {
      longName = longLink = path = linkPath = size = uid = gid = mtime = null;
      sparseMajor = sparseMinor = sparseName = realSize = listedSize = null;
      attributes.clear();
      listed.clear();
      unknownSparse = false;
      any = false;
    }
  }

  /** GNU's header {@code L}. */
  void longName(byte[] content) {
    any = true;
    longName = cString(content);
  }

  /** GNU's header {@code K}. */
  void longLink(byte[] content) {
    any = true;
    longLink = cString(content);
  }

  /** Reads records {@code "<length> <key>=<value>\n"}. */
  void pax(byte[] bytes) throws TarFormatException {
    any = true;
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
      int equals = space + 1;
      while (equals < end && bytes[equals] != '=') {
        equals++;
      }
      if (equals == end || equals == space + 1) {
        throw new TarFormatException("an extended header has a record without a key");
      }
      put(
          new String(bytes, space + 1, equals - space - 1, ISO_8859_1),
          new String(bytes, equals + 1, end - equals - 2, ISO_8859_1));
      at = end;
    }
  }

  private void put(String key, String value) {
    switch (key) {
      case "path" -> path = value;
      case "linkpath" -> linkPath = value;
      case "size" -> size = value;
      case "uid" -> uid = value;
      case "gid" -> gid = value;
      case "mtime" -> mtime = value;
      case "GNU.sparse.major" -> sparseMajor = value;
      case "GNU.sparse.minor" -> sparseMinor = value;
      case "GNU.sparse.name" -> sparseName = value;
      case "GNU.sparse.realsize" -> realSize = value;
      case "GNU.sparse.size" -> listedSize = value;
      case "GNU.sparse.numblocks" -> {
        // The list itself tells.
      }
      case "GNU.sparse.offset" -> list(value, 0);
      case "GNU.sparse.numbytes" -> list(value, 1);
      case "GNU.sparse.map" -> {
        listed.clear();
        listed.addAll(List.of(value.split(",", -1)));
      }
      default -> {
        if (!attributes.put(key, value)) {
          unknownSparse |= key.startsWith("GNU.sparse.");
        }
      }
    }
  }

  private void list(String value, int turn) {
    unknownSparse |= listed.size() % 2 != turn;
    listed.add(value);
  }

  /** Accepts global records only where they change nothing: readers disagree about the others. */
  static void global(byte[] bytes) throws TarFormatException {
    TarExtensions other = new TarExtensions();
    other.pax(bytes);
    if (other.path != null
        || other.linkPath != null
        || other.size != null
        || other.uid != null
        || other.gid != null
        || other.mtime != null
        || other.hasSparseRecord()
        || !other.attributes.isEmpty()) {
      throw new TarFormatException("a global header changes entries");
    }
  }

  /**
   * Whether the content is the map and the data of a file with holes, in format 1.0.
   *
   * @throws TarFormatException when it is that in part
   */
  boolean isSparse() throws TarFormatException {
    if (isUnknownSparse() || isListedSparse() || !hasSparseRecord()) {
      return false;
    }
    if (sparseName == null || realSize == null) {
      throw new TarFormatException("a file with holes has no name or size");
    }
    return true;
  }

  /** Whether the content is the data of a file with holes, in format 0.0 or 0.1. */
  boolean isListedSparse() {
    return listedSize != null && sparseMajor == null && sparseMinor == null && realSize == null;
  }

  /** Whether the content is that in a format which is not known. */
  boolean isUnknownSparse() {
    return unknownSparse
        || (hasSparseRecord()
            && !isListedSparse()
            && !("1".equals(sparseMajor) && "0".equals(sparseMinor)));
  }

  /** Where the file has its data, in format 0.0 or 0.1. */
  SparseMap listedMap() throws TarFormatException {
    SparseRegions regions = new SparseRegions(realSize());
    if (listed.size() % 2 != 0) {
      throw new TarFormatException("the map of a file with holes is damaged");
    }
    for (int i = 0; i < listed.size(); i += 2) {
      long offset = number("GNU.sparse.offset", listed.get(i), 0);
      regions.add(offset, number("GNU.sparse.numbytes", listed.get(i + 1), 0));
    }
    return regions.map();
  }

  private boolean hasSparseRecord() {
    return sparseMajor != null
        || sparseMinor != null
        || sparseName != null
        || realSize != null
        || listedSize != null
        || !listed.isEmpty();
  }

  /** The size of a file with holes. */
  long realSize() throws TarFormatException {
    return isListedSparse()
        ? number("GNU.sparse.size", listedSize, 0)
        : number("GNU.sparse.realsize", realSize, 0);
  }

  ExtendedAttributes attributes() {
    return attributes.all();
  }

  /** Whether the name in the header is of no account. */
  boolean hasLongName() {
    return longName != null;
  }

  /** The name, which a pax record and a GNU header must agree about. */
  String name(String otherwise) throws TarFormatException {
    // The other names of a file with holes say where it belongs for readers that do not know holes.
    return sparseName != null ? sparseName : agreed(path, longName, otherwise);
  }

  /** The target of a link, likewise. */
  String link(String otherwise) throws TarFormatException {
    return agreed(linkPath, longLink, otherwise);
  }

  private static String agreed(@Nullable String pax, @Nullable String gnu, String otherwise)
      throws TarFormatException {
    if (gnu == null) {
      return pax == null ? otherwise : pax;
    }
    if (pax != null && !pax.equals(gnu)) {
      throw new TarFormatException("an entry has two names that differ");
    }
    return gnu;
  }

  long size(long otherwise) throws TarFormatException {
    return number("size", size, otherwise);
  }

  long uid(long otherwise) throws TarFormatException {
    return number("uid", uid, otherwise);
  }

  long gid(long otherwise) throws TarFormatException {
    return number("gid", gid, otherwise);
  }

  private static long number(String key, @Nullable String text, long otherwise)
      throws TarFormatException {
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new TarFormatException("an extended header has a damaged " + key);
    }
  }

  /** The time of modification, where the header itself has whole seconds. */
  Instant time(long seconds) throws TarFormatException {
    String text = mtime;
    try {
      if (text == null) {
        return Instant.ofEpochSecond(seconds);
      }
      Instant plain = plainTime(text);
      if (plain != null) {
        return plain;
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

  /** Digits, and perhaps a point and up to nine more, which is what nearly all times are. */
  private static @Nullable Instant plainTime(String text) {
    int point = text.indexOf('.');
    int whole = point < 0 ? text.length() : point;
    int fraction = text.length() - whole - 1;
    if (whole == 0 || whole > PLAIN_DIGITS || fraction == 0 || fraction > NANO_DIGITS) {
      return null;
    }
    long seconds = 0;
    for (int i = 0; i < whole; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      seconds = seconds * 10 + digit;
    }
    int nanos = 0;
    for (int i = 0; i < NANO_DIGITS; i++) {
      int digit = i < fraction ? text.charAt(whole + 1 + i) - '0' : 0;
      if (digit < 0 || digit > 9) {
        return null;
      }
      nanos = nanos * 10 + digit;
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  private static String cString(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, ISO_8859_1);
  }
}
