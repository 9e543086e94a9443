package io.holdfast.testkit;

import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.restore.RestoreResult;
import io.holdfast.core.retention.Evaluation;
import io.holdfast.core.run.BackupResult;
import io.holdfast.core.run.PruneResult;
import org.assertj.core.api.Assertions;

/**
 * AssertJ assertions about archives, results of jobs, events and retention; AssertJ's own come
 * along, so that one static import does.
 *
 * <pre>{@code
 * assertThat(result).isIncomplete().misses("logs");
 * }</pre>
 */
public final class BackupAssertions extends Assertions {
  private BackupAssertions() {}

  /**
   * Starts assertions about a run.
   *
   * @param actual how it ended
   * @return assertions that fail with what happened instead
   */
  public static BackupResultAssert assertThat(BackupResult actual) {
    return new BackupResultAssert(actual);
  }

  /**
   * Starts assertions about pruning.
   *
   * @param actual what retention did
   * @return assertions that fail with what happened instead
   */
  public static PruneResultAssert assertThat(PruneResult actual) {
    return new PruneResultAssert(actual);
  }

  /**
   * Starts assertions about a restore.
   *
   * @param actual how it ended
   * @return assertions that fail with what happened instead
   */
  public static RestoreResultAssert assertThat(RestoreResult actual) {
    return new RestoreResultAssert(actual);
  }

  /**
   * Starts assertions about what is in an archive.
   *
   * @param actual read as often as assertions need it, not closed
   * @return assertions that fail with what is in it instead
   */
  public static ArchiveAssert assertThat(OpenArchive actual) {
    return new ArchiveAssert(actual);
  }

  /**
   * Starts assertions about what a policy says.
   *
   * @param actual decided or refused
   * @return assertions that fail with what was decided instead
   */
  public static EvaluationAssert assertThat(Evaluation actual) {
    return new EvaluationAssert(actual);
  }

  /**
   * Starts assertions about the events of a job.
   *
   * @param actual what heard them
   * @return assertions that fail with what was heard instead
   */
  public static RecordingListenerAssert assertThat(RecordingListener actual) {
    return new RecordingListenerAssert(actual);
  }
}
