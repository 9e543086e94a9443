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

  public static BackupResultAssert assertThat(BackupResult actual) {
    return new BackupResultAssert(actual);
  }

  public static PruneResultAssert assertThat(PruneResult actual) {
    return new PruneResultAssert(actual);
  }

  public static RestoreResultAssert assertThat(RestoreResult actual) {
    return new RestoreResultAssert(actual);
  }

  public static ArchiveAssert assertThat(OpenArchive actual) {
    return new ArchiveAssert(actual);
  }

  public static EvaluationAssert assertThat(Evaluation actual) {
    return new EvaluationAssert(actual);
  }

  public static RecordingListenerAssert assertThat(RecordingListener actual) {
    return new RecordingListenerAssert(actual);
  }
}
