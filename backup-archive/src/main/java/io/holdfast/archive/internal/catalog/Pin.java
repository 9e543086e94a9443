package io.holdfast.archive.internal.catalog;

import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file beside an archive by which a person keeps it: {@code <name>.keep}. That it is there is
 * what counts; its first line, if it has one, says why.
 */
final class Pin {
  private static final String EXTENSION = ".keep";
  private static final int LONGEST = 200;

  private Pin() {}

  static String nameOf(ArchiveName archive) {
    return archive + EXTENSION;
  }

  /** The first line, printable and cut short; empty where it cannot be read. */
  static String note(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    try {
      byte[] start =
          Uninterrupted.call(
              () -> {
                try (var in =
                    Files.newInputStream(
                        file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                  return in.readNBytes(LONGEST);
                }
              });
      String text = new String(start, StandardCharsets.UTF_8);
      return Printable.of(text.lines().findFirst().orElse("").strip());
    } catch (IOException e) {
      return ""; // the archive is pinned all the same
    }
  }
}
