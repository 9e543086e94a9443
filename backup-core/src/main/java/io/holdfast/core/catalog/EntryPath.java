package io.holdfast.core.catalog;

import java.nio.charset.StandardCharsets;

/**
 * The path of an entry relative to its source: raw bytes as the kernel has them, {@code
 * /}-separated, without a leading {@code ./} and without a trailing {@code /}. The root of the
 * source is the empty path.
 *
 * @param latin1 one char per byte, which makes any file name a compact, comparable value
 */
public record EntryPath(String latin1) implements Comparable<EntryPath> {

  /** The root of a source. */
  public static final EntryPath ROOT = new EntryPath("");

  /**
   * The path of these bytes.
   *
   * @param bytes as the kernel has them, without a leading {@code ./} or a trailing {@code /}; not
   *     checked
   * @return a path that does not share the array
   */
  public static EntryPath ofBytes(byte[] bytes) {
    return new EntryPath(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /**
   * The path whose bytes are the UTF-8 form of a text.
   *
   * @param text {@code /}-separated; not checked
   * @return {@link #ROOT}'s equal for an empty text
   */
  public static EntryPath of(String text) {
    return ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** {@return the bytes as the kernel has them, in an array of the caller's own} */
  public byte[] bytes() {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * The path as text, for matching and showing, never for files.
   *
   * @return with U+FFFD for bytes that are not UTF-8
   */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** {@return whether this is the source itself} */
  public boolean isRoot() {
    return latin1.isEmpty();
  }

  /**
   * The path of something below this one.
   *
   * @param name one or more parts, relative to this path
   * @return for the root: {@code name} itself
   */
  public EntryPath child(EntryPath name) {
    return isRoot() ? name : new EntryPath(latin1 + "/" + name.latin1);
  }

  @Override
  public int compareTo(EntryPath other) {
    return latin1.compareTo(other.latin1);
  }

  /** The path for people: control characters and bytes that are not UTF-8 are escaped. */
  @Override
  public String toString() {
    return Printable.of(bytes());
  }
}
