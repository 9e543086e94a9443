package io.holdfast.core.run;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a run would do, found out without changing anything.
 *
 * @param sources those of the plan, in its order
 * @param estimatedArchive bytes the archive is expected to have
 * @param peakSpace bytes needed at the destination while it is made
 * @param required bytes that must be free: the larger of the peak and the plan's {@code
 *     min-free-space}
 * @param free bytes that are free
 * @param destination where the archive would be
 * @param uncovered volumes that containers use and no source covers
 * @param notes what is worth knowing about the sources, for people
 * @param refusals why a run would not start; empty when it would
 */
public record PlanReport(
    List<PlannedSource> sources,
    long estimatedArchive,
    long peakSpace,
    long required,
    long free,
    Path destination,
    List<String> uncovered,
    List<String> notes,
    List<String> refusals) {
  /**
   * A report with copies of its lists.
   *
   * @param sources those of the plan, in its order
   * @param estimatedArchive bytes the archive is expected to have
   * @param peakSpace bytes needed at the destination while it is made
   * @param required bytes that must be free: the larger of the peak and the plan's {@code
   *     min-free-space}
   * @param free bytes that are free
   * @param destination where the archive would be
   * @param uncovered volumes that containers use and no source covers
   * @param notes what is worth knowing about the sources, for people
   * @param refusals why a run would not start; empty when it would
   */
  public PlanReport {
    sources = List.copyOf(sources);
    uncovered = List.copyOf(uncovered);
    notes = List.copyOf(notes);
    refusals = List.copyOf(refusals);
  }

  /**
   * One source of the plan.
   *
   * @param kind "directory" or "volume"
   * @param where the directory, or the volume's full name
   * @param bytes its size; empty when it is missing
   * @param entries file system objects, where they were counted
   * @param problem why it would not be saved, for people; empty when it would
   */
  public record PlannedSource(
      String name,
      String kind,
      String where,
      OptionalLong bytes,
      OptionalLong entries,
      String problem) {}
}
