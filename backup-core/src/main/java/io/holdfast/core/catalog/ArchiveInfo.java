package io.holdfast.core.catalog;

import io.holdfast.core.plan.PlanName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * What an archive says about itself: the content of its {@code .holdfast/archive.json}.
 *
 * @param compression what the plan asked for, {@code fast} for instance; empty where that was not
 *     recorded
 * @param codec the name of what compressed it; empty where that was not recorded
 */
public record ArchiveInfo(
    PlanName plan,
    String host,
    Instant startedAt,
    Instant finishedAt,
    ZoneId zone,
    String toolVersion,
    String compression,
    String codec,
    List<SourceRecord> sources) {

  public ArchiveInfo {
    sources = List.copyOf(sources);
  }

  /** The same record of other sources. */
  public ArchiveInfo withSources(List<SourceRecord> others) {
    return new ArchiveInfo(
        plan, host, startedAt, finishedAt, zone, toolVersion, compression, codec, others);
  }

  /** Whether every source is in it whole and unchanged. */
  public boolean isComplete() {
    return sources.stream().allMatch(s -> s.outcome() == SourceRecord.Outcome.SAVED);
  }

  /** Content bytes of all archived files. */
  public long bytes() {
    return sources.stream().mapToLong(SourceRecord::bytes).sum();
  }
}
