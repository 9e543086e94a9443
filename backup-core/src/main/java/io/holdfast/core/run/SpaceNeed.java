package io.holdfast.core.run;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.text.ByteCount;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The space a run needs at the destination, beside what is free. An archive is written once, where
 * it stays: its size is the peak.
 *
 * @param archive bytes the archive is expected to have, estimated generously
 * @param required bytes that must be free
 */
record SpaceNeed(long archive, long required, long free, Path where) {
  private static final long PER_ENTRY = 1024;
  private static final long RECORDS = 64 * 1024;

  /** A source that compresses worse than the last ones did. */
  private static final double MARGIN = 1.25;

  /** Estimates from what is to be read, and from what the newest complete archive came to. */
  static SpaceNeed of(
      BackupPlan plan, List<MeasuredSource> sources, Optional<Archive> newest, Catalog catalog)
      throws DestinationException {
    long bytes = 0;
    long overhead = RECORDS;
    for (MeasuredSource source : sources) {
      if (source.willBeSaved()) {
        long content = source.bytes().orElse(0);
        bytes += content;
        // where entries were not counted, files of 16 KiB on average
        overhead += PER_ENTRY * source.entries().orElse(content / 16384 + 1);
      }
    }
    long uncompressed = bytes + overhead;
    long content = bytes;
    long archive =
        newest
            .flatMap(SpaceNeed::ratio)
            .map(ratio -> (long) (content * ratio * MARGIN))
            .filter(estimate -> estimate < uncompressed)
            .orElse(uncompressed);
    long required = Math.max(plan.minFreeSpace(), archive);
    return new SpaceNeed(archive, required, catalog.freeSpace(), plan.destination());
  }

  private static Optional<Double> ratio(Archive archive) {
    return archive
        .info()
        .filter(info -> info.bytes() > 0)
        .map(info -> (double) archive.size() / info.bytes());
  }

  /** Why there is not enough, for people; empty when there is. */
  Optional<String> shortage() {
    if (free >= required) {
      return Optional.empty();
    }
    String place = Printable.of(where.toString());
    String advice =
        archive < required
            ? "free some space, lower min-free-space, or choose another destination"
            : "free some space, exclude or limit large sources, or choose another destination";
    return Optional.of(
        "not enough space in "
            + place
            + ": needed "
            + ByteCount.text(required)
            + ", free "
            + ByteCount.text(free)
            + "; "
            + advice);
  }
}
