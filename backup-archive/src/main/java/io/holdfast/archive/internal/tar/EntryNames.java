package io.holdfast.archive.internal.tar;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.ExtendedAttributes;
import java.util.Optional;

/** Translates between names in a tar and paths of a source. */
public final class EntryNames {
  /**
   * No entry has a path or a link target of more bytes: a directory nested without end must not
   * make an archive whose headers and manifests no reader accepts. Linux itself takes 4,096.
   */
  public static final int LONGEST = 1 << 16;

  private EntryNames() {}

  /** Whether an entry's names are too long for an archive. */
  public static boolean isTooLong(Entry entry) {
    return entry.path().latin1().length() > LONGEST
        || entry.linkTarget().filter(link -> link.latin1().length() > LONGEST).isPresent();
  }

  /**
   * The entry that a header of one of our sources describes.
   *
   * @param prefix what stands before every name: {@code ./} or {@code <source>/}
   * @throws TarFormatException when it is of a type or has a name that a source cannot have
   */
  public static Entry entry(TarHeader header, String prefix) throws TarFormatException {
    EntryType type = header.type();
    if (type == null) {
      throw new TarFormatException("an entry has the unknown type '" + header.typeFlag() + "'");
    }
    Optional<EntryPath> link =
        switch (type) {
          case SYMLINK -> Optional.of(new EntryPath(header.linkName()));
          case HARD_LINK -> Optional.of(path(header.linkName(), prefix));
          default -> Optional.empty();
        };
    return new Entry(
        path(header.name(), prefix),
        type,
        type == EntryType.FILE ? header.size() : 0,
        header.mode(),
        header.uid(),
        header.gid(),
        header.modified(),
        link,
        header.device(),
        type == EntryType.HARD_LINK ? ExtendedAttributes.NONE : header.attributes(),
        header.sparse());
  }

  /** The path below {@code prefix} of a stored name. */
  public static EntryPath path(String name, String prefix) throws TarFormatException {
    String rest = name;
    if (name.startsWith(prefix)) {
      rest = name.substring(prefix.length());
    } else if (prefix.equals(name + "/") || (prefix.equals("./") && name.equals("."))) {
      rest = "";
    } else if (!prefix.equals("./")) {
      throw new TarFormatException(
          "an entry lies outside its source: " + EntryPath.ROOT.child(new EntryPath(name)));
    }
    if (rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    EntryPath path = new EntryPath(rest);
    if (!isSafe(rest)) {
      throw new TarFormatException("an entry has an unusable path: " + path);
    }
    return path;
  }

  /**
   * Whether a path has neither empty nor {@code .} nor {@code ..} parts; the empty path is the
   * root.
   */
  public static boolean isSafe(String path) {
    if (path.isEmpty()) {
      return true;
    }
    int start = 0;
    while (start <= path.length()) {
      int end = path.indexOf('/', start);
      end = end < 0 ? path.length() : end;
      int length = end - start;
      if (length == 0
          || (length == 1 && path.charAt(start) == '.')
          || (length == 2 && path.startsWith("..", start))) {
        return false;
      }
      start = end + 1;
    }
    return true;
  }
}
