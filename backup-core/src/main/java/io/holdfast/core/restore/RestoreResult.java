package io.holdfast.core.restore;

import io.holdfast.core.BackupException;
import java.time.Duration;
import java.util.List;

/** How a restore ended. */
public sealed interface RestoreResult {

  /**
   * What was, or on a dry run would be, restored: one per source.
   *
   * @param unmatched patterns that match nothing, though others do
   */
  record Restored(
      List<RestoredSource> sources, List<String> unmatched, boolean dryRun, Duration took)
      implements RestoreResult {
    public Restored {
      sources = List.copyOf(sources);
      unmatched = List.copyOf(unmatched);
    }

    /** Whether everything that was asked for is in place. */
    public boolean isComplete() {
      return unmatched.isEmpty() && sources.stream().allMatch(s -> s.problems().isEmpty());
    }
  }

  /** Nothing in the archive matches what was asked for. Nothing was written. */
  record NothingMatched(String message) implements RestoreResult {}

  /**
   * The restore did not start: the request does not fit the archive, or the target is not empty.
   */
  record Refused(String message) implements RestoreResult {}

  /** The restore stopped. {@code sources} are those that were finished before. */
  record Failed(BackupException cause, List<RestoredSource> sources) implements RestoreResult {
    public Failed {
      sources = List.copyOf(sources);
    }
  }

  /**
   * One restored source.
   *
   * @param target the directory or volume, for people
   * @param problems entries that were skipped or failed or do not compare equal, for people
   * @param notes what else should be known, for people
   */
  record RestoredSource(
      String name,
      String target,
      long entries,
      long bytes,
      List<String> problems,
      List<String> notes) {
    public RestoredSource {
      problems = List.copyOf(problems);
      notes = List.copyOf(notes);
    }
  }
}
