package io.holdfast.archive.internal.format;

import io.holdfast.archive.FuzzSample;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.core.ArchiveException;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Any bytes as an index, and their end as a footer. */
public final class IndexFuzz {
  private IndexFuzz() {}

  public static List<byte[]> seeds() throws Exception {
    byte[] archive = FuzzSample.archive();
    int end = archive.length - Footer.LENGTH;
    byte[] last = Arrays.copyOfRange(archive, end, archive.length);
    int offset = (int) Footer.decode(last).orElseThrow().indexOffset();
    TarReader records =
        new TarReader(new GZIPInputStream(new ByteArrayInputStream(archive, offset, end - offset)));
    if (records.next().isEmpty()) {
      throw new IllegalStateException("the sample has no records");
    }
    return List.of(records.content().readAllBytes(), last);
  }

  public static void fuzzerTestOneInput(byte[] bytes) {
    footer(Arrays.copyOfRange(bytes, Math.max(0, bytes.length - Footer.LENGTH), bytes.length));
    try {
      Index index = Index.decode(bytes);
      if (bytes[7] == 2 && !Arrays.equals(index.encode(), bytes)) {
        throw new IllegalStateException("an index is not what it was read from");
      }
      for (Index.Section section : index.sections()) {
        positions(section);
        states(section);
      }
    } catch (ArchiveException refused) {
      // as it should
    }
  }

  private static void positions(Index.Section section) {
    long last = section.entriesStart();
    try {
      for (Positions.Cursor cursor = section.cursor(); cursor.hasNext(); ) {
        long position = cursor.next();
        if (position < last || position > section.entriesEnd()) {
          throw new IllegalStateException("an entry is not where the index allows it");
        }
        last = position;
      }
    } catch (ArchiveException refused) {
      // as it should
    }
  }

  private static void states(Index.Section section) {
    try {
      FileStates.Cursor cursor = section.stateCursor();
      for (int i = 0; i < 100_000; i++) {
        if (cursor.next() && cursor.nano() < 0) {
          throw new IllegalStateException("a time is not what it can be");
        }
      }
    } catch (ArchiveException refused) {
      // as it should
    }
  }

  private static void footer(byte[] bytes) {
    Optional<Footer> footer = Footer.decode(bytes);
    if (footer.isPresent() && !Arrays.equals(footer.get().encode(), bytes)) {
      throw new IllegalStateException("a footer is not what it was read from");
    }
  }
}
