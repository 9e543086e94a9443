package io.holdfast.core.catalog;

import io.holdfast.core.plan.PlanName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * What an archive says about itself: the content of its {@code .holdfast/archive.json}.
 *
 * @param plan the plan that was run
 * @param host the name of the machine that ran it
 * @param startedAt when the run began; what retention goes by
 * @param finishedAt when the last source was read
 * @param zone the plan's zone
 * @param toolVersion the version of the program that made it
 * @param compression what the plan asked for, {@code fast} for instance; empty where that was not
 *     recorded
 * @param codec the name of what compressed it; empty where that was not recorded
 * @param sources all sources of the plan, those that are not in the archive included
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

  /**
   * A record with a copy of its sources.
   *
   * @param sources all sources of the plan, those that are not in the archive included
   * @param plan the plan that was run
   * @param host the name of the machine that ran it
   * @param startedAt when the run began; what retention goes by
   * @param finishedAt when the last source was read
   * @param zone the plan's zone
   * @param toolVersion the version of the program that made it
   * @param compression what the plan asked for, {@code fast} for instance; empty where that was not
   *     recorded
   * @param codec the name of what compressed it; empty where that was not recorded
   */
  public ArchiveInfo {
    sources = List.copyOf(sources);
  }

  /**
   * The same record of other sources.
   *
   * @param others take the place of all that are there
   * @return a copy
   */
  public ArchiveInfo withSources(List<SourceRecord> others) {
    return new ArchiveInfo(
        plan, host, startedAt, finishedAt, zone, toolVersion, compression, codec, others);
  }

  /** {@return whether every source is in it, whole and unchanged} */
  public boolean isComplete() {
    return sources.stream().allMatch(s -> s.outcome() == SourceRecord.Outcome.SAVED);
  }

  /** {@return content bytes of all archived files} */
  public long bytes() {
    return sources.stream().mapToLong(SourceRecord::bytes).sum();
  }
}
