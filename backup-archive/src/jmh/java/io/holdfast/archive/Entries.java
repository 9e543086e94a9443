package io.holdfast.archive;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Entries as a database directory has them. */
public final class Entries {
  public static final int COUNT = 10_000;

  private Entries() {}

  /** {@link #COUNT} files of 8 to 800 KiB. */
  public static List<Entry> files() {
    Instant modified = Instant.parse("2025-06-01T12:00:00.123456789Z");
    return IntStream.range(0, COUNT)
        .mapToObj(
            i ->
                new Entry(
                    EntryPath.of("base/" + i % 7 + "/" + (16_384 + i)),
                    EntryType.FILE,
                    8192L * (1 + i % 100),
                    0600,
                    70,
                    70,
                    modified.plusMillis(i),
                    Optional.empty(),
                    Entry.Device.NONE))
        .toList();
  }
}
