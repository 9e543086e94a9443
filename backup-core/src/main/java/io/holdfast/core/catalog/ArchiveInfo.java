package io.holdfast.core.catalog;

import io.holdfast.core.plan.PlanName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** What an archive says about itself: the content of its {@code .holdfast/archive.json}. */
public record ArchiveInfo(
    PlanName plan,
    String host,
    Instant startedAt,
    Instant finishedAt,
    ZoneId zone,
    String toolVersion,
    List<SourceRecord> sources) {

  public ArchiveInfo {
    sources = List.copyOf(sources);
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
