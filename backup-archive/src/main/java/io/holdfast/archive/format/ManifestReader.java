package io.holdfast.archive.format;

import io.holdfast.archive.tar.EntryNames;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest that {@link ManifestWriter} wrote, entry by entry. Reads no other dialect of
 * mtree: what it does not know is damage.
 */
public final class ManifestReader {
  private static final int MAX_LINE = 1 << 20;
  private static final HexFormat HEX = HexFormat.of();

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;

  /**
   * @param in the text, not closed
   * @throws ArchiveException when it does not begin as a manifest does
   */
  public ManifestReader(InputStream in) throws ArchiveException, IOException {
    this.in = in;
    if (!ManifestWriter.SIGNATURE.equals(line())) {
      throw new ArchiveException("a manifest does not begin with " + ManifestWriter.SIGNATURE);
    }
  }

  /** The next entry; empty at the end. */
  public Optional<ManifestEntry> next() throws ArchiveException, IOException {
    String line = line();
    if (line == null) {
      return Optional.empty();
    }
    try {
      Optional<EntryPath> hardLink = Optional.empty();
      if (line.startsWith(ManifestWriter.HARD_LINK)) {
        hardLink = Optional.of(path(line.substring(ManifestWriter.HARD_LINK.length())));
        line = line();
        if (line == null) {
          throw new ArchiveException("a manifest ends in the middle");
        }
      }
      return Optional.of(parse(line, hardLink));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
      throw new ArchiveException("a manifest has a damaged line", e);
    }
  }

  private static ManifestEntry parse(String line, Optional<EntryPath> hardLink)
      throws ArchiveException {
    Fields fields = new Fields(line);
    EntryPath path = path(fields.name);
    Optional<String> digest = Optional.empty();
    Optional<EntryPath> link = hardLink;
    EntryType type = null;
    Entry.Device device = Entry.Device.NONE;
    Instant time = Instant.EPOCH;
    long size = 0;
    long uid = 0;
    long gid = 0;
    int mode = 0;
    while (fields.next()) {
      String value = fields.value;
      switch (fields.key) {
        case "type" -> type = hardLink.isPresent() ? EntryType.HARD_LINK : type(value);
        case "mode" -> mode = Integer.parseInt(value, 8);
        case "uid" -> uid = Long.parseLong(value);
        case "gid" -> gid = Long.parseLong(value);
        case "size" -> size = Long.parseLong(value);
        case "sha256digest" -> digest = Optional.of(digest(value));
        case "link" -> link = Optional.of(new EntryPath(unescape(value)));
        case "time" -> time = time(value);
        case "device" -> device = device(value);
        default -> throw new IllegalArgumentException(fields.key);
      }
    }
    if (type == null) {
      throw new IllegalArgumentException("no type");
    }
    require(size >= 0 && mode >= 0 && mode <= 07777);
    require(isId(uid) && isId(gid));
    require(digest.isPresent() == (type == EntryType.FILE));
    require(link.isPresent() == (type == EntryType.SYMLINK || type == EntryType.HARD_LINK));
    return new ManifestEntry(
        new Entry(path, type, size, mode, uid, gid, time, link, device), digest);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("a line that no manifest has");
    }
  }

  private static boolean isId(long id) {
    return id >= 0 && id <= 0xffff_ffffL;
  }

  private static String digest(String value) {
    require(value.length() == 64 && HEX.parseHex(value).length == 32);
    return value;
  }

  private static EntryType type(String name) {
    for (EntryType type : EntryType.values()) {
      if (type.mtreeName().equals(name)) {
        return type;
      }
    }
    throw new IllegalArgumentException(name);
  }

  private static Instant time(String value) {
    int dot = value.indexOf('.');
    require(value.length() - dot == 10);
    return Instant.ofEpochSecond(
        Long.parseLong(value.substring(0, dot)), Integer.parseInt(value.substring(dot + 1)));
  }

  private static Entry.Device device(String value) {
    int first = value.indexOf(',');
    int second = value.indexOf(',', first + 1);
    return new Entry.Device(
        Integer.parseInt(value.substring(first + 1, second)),
        Integer.parseInt(value.substring(second + 1)));
  }

  private static EntryPath path(String escaped) throws ArchiveException {
    if (escaped.equals(".")) {
      return EntryPath.ROOT;
    }
    if (!escaped.startsWith("./")) {
      throw new ArchiveException("a manifest has a path that does not begin with ./");
    }
    String path = unescape(escaped.substring(2));
    require(!path.isEmpty() && EntryNames.isSafe(path));
    return new EntryPath(path);
  }

  private static String unescape(String escaped) {
    if (escaped.indexOf('\\') < 0) {
      return escaped;
    }
    StringBuilder text = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '\\') {
        int value = 0;
        for (int end = i + 3; i < end; ) {
          int digit = escaped.charAt(++i) - '0';
          require(digit >= 0 && digit <= 7);
          value = value * 8 + digit;
        }
        require(value > 0 && value <= 0xff);
        text.append((char) value);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** The next line without its end; null at the end of the manifest. */
  private @Nullable String line() throws ArchiveException, IOException {
    StringBuilder text = null;
    while (true) {
      if (position == limit) {
        limit = Math.max(0, in.read(buffer));
        position = 0;
        if (limit == 0) {
          if (text == null) {
            return null;
          }
          throw new ArchiveException("a manifest ends in the middle of a line");
        }
      }
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      String part = new String(buffer, position, end - position, StandardCharsets.ISO_8859_1);
      boolean complete = end < limit;
      position = complete ? end + 1 : end;
      if (complete && text == null) {
        return part;
      }
      text = (text == null ? new StringBuilder() : text).append(part);
      if (complete) {
        return text.toString();
      }
      if (text.length() > MAX_LINE) {
        throw new ArchiveException("a manifest has an endless line");
      }
    }
  }

  /** Walks over {@code name key=value key=value}. */
  private static final class Fields {
    private final String line;
    private final String name;
    private int at;
    private String key = "";
    private String value = "";

    Fields(String line) {
      this.line = line;
      at = line.indexOf(' ');
      name = line.substring(0, at);
    }

    boolean next() {
      if (at == line.length()) {
        return false;
      }
      int equals = line.indexOf('=', at);
      int end = line.indexOf(' ', equals);
      key = line.substring(at + 1, equals);
      at = end < 0 ? line.length() : end;
      value = line.substring(equals + 1, at);
      return true;
    }
  }
}
