package io.holdfast.cli.text;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.Printable;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Entries as {@code tar -tv} and {@code ls -l} list them: {@code -rw-r--r-- uid/gid size date
 * path}.
 */
public final class LongListing {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private final ZoneId zone;

  /**
   * Starts a listing.
   *
   * @param zone in which times are shown
   */
  public LongListing(ZoneId zone) {
    this.zone = zone;
  }

  /** The line of an entry; its path begins with the source's name. */
  public String line(String source, Entry entry) {
    boolean device =
        entry.type() == EntryType.CHARACTER_DEVICE || entry.type() == EntryType.BLOCK_DEVICE;
    String size =
        device
            ? entry.device().major() + "," + entry.device().minor()
            : String.valueOf(entry.size());
    String path = Printable.of(source) + (entry.path().isRoot() ? "" : "/" + entry.path());
    return String.format(
        Locale.ROOT,
        "%s %-11s %11s %s %s%s%s",
        entry.type().letter() + permissions(entry.mode()),
        entry.uid() + "/" + entry.gid(),
        size,
        TIME.format(LocalDateTime.ofInstant(entry.modified(), zone)),
        path,
        entry.type() == EntryType.DIRECTORY ? "/" : "",
        target(source, entry));
  }

  private static String target(String source, Entry entry) {
    if (entry.linkTarget().isEmpty()) {
      return "";
    }
    return entry.type() == EntryType.HARD_LINK
        ? " link to " + Printable.of(source) + "/" + entry.linkTarget().get()
        : " -> " + entry.linkTarget().get();
  }

  private static String permissions(int mode) {
    StringBuilder text = new StringBuilder(9);
    String letters = "rwxrwxrwx";
    for (int i = 0; i < 9; i++) {
      text.append((mode & (0400 >> i)) == 0 ? '-' : letters.charAt(i));
    }
    special(text, mode, 04000, 2, 's');
    special(text, mode, 02000, 5, 's');
    special(text, mode, 01000, 8, 't');
    return text.toString();
  }

  private static void special(StringBuilder text, int mode, int bit, int at, char letter) {
    if ((mode & bit) != 0) {
      text.setCharAt(at, text.charAt(at) == 'x' ? letter : Character.toUpperCase(letter));
    }
  }
}
