package io.holdfast.archive.internal.tree;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The names of a file system as raw bytes, one char per byte. A kernel's names are bytes, a {@link
 * Path} is made from text in the locale's encoding, and under cron that is ASCII: a name with an
 * umlaut could be neither read nor written as text. A path that came from the file system keeps its
 * bytes, though, and its URI tells them; in the other direction a path made from a URI has exactly
 * the URI's bytes.
 *
 * <p>Immutable.
 */
final class RawNames {
  private static final char REPLACEMENT = '\uFFFD';

  private final FileSystem files;
  private final boolean bytes;
  private final boolean asciiIsText;
  private final boolean utf8IsText;

  private RawNames(FileSystem files, boolean bytes, Charset encoding) {
    this.files = files;
    this.bytes = bytes;
    this.asciiIsText = readsAscii(encoding);
    this.utf8IsText = encoding.equals(StandardCharsets.UTF_8);
  }

  /** The names of the host's own file system, or of one in memory, whose names are text. */
  static RawNames of(FileSystem files) {
    boolean host = files.equals(FileSystems.getDefault());
    return new RawNames(files, host, host ? hostEncoding() : StandardCharsets.UTF_8);
  }

  /** The last name of a path that came from the file system. */
  String nameOf(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : latin1(name);
  }

  /** A link's text, which may end in or hold several slashes. */
  String linkText(Path target) {
    return latin1(target);
  }

  /** All of a path. */
  String all(Path path) {
    return latin1(path);
  }

  /**
   * The object of a name in a directory.
   *
   * @throws InvalidPathException when the file system cannot have such a name
   */
  Path child(Path directory, String latin1) {
    return directory.resolve(path(latin1));
  }

  /**
   * A path with exactly these bytes, but for repeated and trailing slashes.
   *
   * @throws InvalidPathException when the file system cannot have such a name
   */
  Path path(String latin1) {
    if (isAscii(latin1) && asciiIsText) {
      return files.getPath(latin1);
    }
    if (!bytes) {
      return files.getPath(strictUtf8(latin1));
    }
    boolean absolute = latin1.startsWith("/");
    Path path = Path.of(URI.create("file://" + (absolute ? "" : "/") + escaped(latin1)));
    return absolute ? path : path.getRoot().relativize(path);
  }

  private String latin1(Path path) {
    String text = path.toString();
    if (isAscii(text) && asciiIsText) {
      return text;
    }
    if (!bytes || (utf8IsText && text.indexOf(REPLACEMENT) < 0)) {
      return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
    String uri = files.getPath("/").resolve(path).toUri().getRawPath();
    // A URI ends in a slash if a directory happens to stand at that path.
    int end = uri.endsWith("/") && !text.endsWith("/") ? uri.length() - 1 : uri.length();
    return unescaped(uri, path.isAbsolute() ? 0 : 1, end);
  }

  private static String escaped(String latin1) {
    StringBuilder uri = new StringBuilder(latin1.length() * 3);
    for (int i = 0; i < latin1.length(); i++) {
      char c = latin1.charAt(i);
      if (c == '/' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        uri.append(c);
      } else {
        uri.append('%')
            .append(Character.forDigit(c >> 4 & 15, 16))
            .append(Character.forDigit(c & 15, 16));
      }
    }
    return uri.toString();
  }

  private static String unescaped(String uri, int start, int end) {
    StringBuilder latin1 = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      char c = uri.charAt(i);
      if (c == '%') {
        c =
            (char)
                (Character.digit(uri.charAt(i + 1), 16) << 4
                    | Character.digit(uri.charAt(i + 2), 16));
        i += 2;
      }
      latin1.append(c);
    }
    return latin1.toString();
  }

  private static String strictUtf8(String latin1) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new InvalidPathException(latin1, "not UTF-8");
    }
  }

  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static Charset hostEncoding() {
    String name = System.getProperty("sun.jnu.encoding", "");
    return !name.isEmpty() && Charset.isSupported(name)
        ? Charset.forName(name)
        : StandardCharsets.US_ASCII;
  }

  private static boolean readsAscii(Charset encoding) {
    byte[] ascii = new byte[128];
    for (int i = 0; i < ascii.length; i++) {
      ascii[i] = (byte) i;
    }
    return new String(ascii, encoding).equals(new String(ascii, StandardCharsets.US_ASCII));
  }
}
