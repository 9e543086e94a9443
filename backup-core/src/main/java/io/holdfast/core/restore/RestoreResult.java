package io.holdfast.core.restore;

import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.DamagedArchive.Loss;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a restore ended. */
public sealed interface RestoreResult {

  /**
   * What was, or on a dry run would be, restored: one per source.
   *
   * @param sources what was restored, in archive order
   * @param unmatched patterns that match nothing, though others do
   * @param salvage what was lost of what was asked for, where a damaged archive was restored
   * @param dryRun whether nothing was written
   * @param took the time from the request until the end
   */
  record Restored(
      List<RestoredSource> sources,
      List<String> unmatched,
      Optional<Salvage> salvage,
      boolean dryRun,
      Duration took)
      implements RestoreResult {
    /**
     * A result with copies of its lists.
     *
     * @param sources what was restored, in archive order
     * @param unmatched patterns that match nothing, though others do
     * @param salvage what was lost, where a damaged archive was restored
     * @param dryRun whether nothing was written
     * @param took the time from the request until the end
     */
    public Restored {
      sources = List.copyOf(sources);
      unmatched = List.copyOf(unmatched);
    }

    /** {@return whether everything that was asked for is in place} */
    public boolean isComplete() {
      return unmatched.isEmpty()
          && sources.stream().allMatch(s -> s.problems().isEmpty())
          && salvage.stream().allMatch(s -> s.losses().isEmpty());
    }
  }

  /**
   * What came of a damaged archive.
   *
   * @param proven restored entries that are what their manifest says
   * @param unproven restored entries whose manifest is lost: only checksums speak for them
   * @param losses what was asked for and is not whole
   */
  record Salvage(long proven, long unproven, List<Loss> losses) {
    /**
     * A result with a copy of its list.
     *
     * @param proven restored entries that are what their manifest says
     * @param unproven restored entries whose manifest is lost
     * @param losses what was asked for and is not whole
     */
    public Salvage {
      losses = List.copyOf(losses);
    }

    /** {@return lost entries, as far as they could be counted} */
    public long lost() {
      return losses.stream().mapToLong(Loss::entries).sum();
    }
  }

  /**
   * Nothing in the archive matches what was asked for. Nothing was written.
   *
   * @param message one line for people, with what was asked for and what to do
   */
  record NothingMatched(String message) implements RestoreResult {}

  /**
   * The restore did not start: the request does not fit the archive, or the target is not empty or
   * too small.
   *
   * @param message one line for people, that says what to do
   */
  record Refused(String message) implements RestoreResult {}

  /**
   * The restore stopped.
   *
   * @param cause its type says what was in the way, its message what to do
   * @param sources those that were finished before
   */
  record Failed(BackupException cause, List<RestoredSource> sources) implements RestoreResult {
    /**
     * A result with a copy of the sources.
     *
     * @param sources those that were finished before
     * @param cause its type says what was in the way, its message what to do
     */
    public Failed {
      sources = List.copyOf(sources);
    }
  }

  /**
   * One restored source.
   *
   * @param name the source's name in the archive
   * @param target the directory or volume, for people
   * @param entries file system objects that were written
   * @param bytes content bytes that were written
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
    /**
     * A source with copies of its lists.
     *
     * @param problems entries that were skipped or failed or do not compare equal, for people
     * @param name the source's name in the archive
     * @param target the directory or volume, for people
     * @param entries file system objects that were written
     * @param bytes content bytes that were written
     * @param notes what else should be known, for people
     */
    public RestoredSource {
      problems = List.copyOf(problems);
      notes = List.copyOf(notes);
    }
  }
}
