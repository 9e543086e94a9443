package io.holdfast.testkit;

import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Outcome;
import io.holdfast.core.run.BackupResult;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Assertions about the result of a run. */
public final class BackupResultAssert extends AbstractAssert<BackupResultAssert, BackupResult> {
  BackupResultAssert(BackupResult actual) {
    super(actual, BackupResultAssert.class);
  }

  /**
   * An archive was published, complete or not.
   *
   * @return this
   */
  public BackupResultAssert isPublished() {
    published();
    return this;
  }

  /**
   * An archive was published that holds every source whole and unchanged.
   *
   * @return this
   */
  public BackupResultAssert isComplete() {
    return isPublishedAs(Archive.State.COMPLETE);
  }

  /**
   * An archive was published, but source data is missing from it.
   *
   * @return this
   */
  public BackupResultAssert isIncomplete() {
    return isPublishedAs(Archive.State.INCOMPLETE);
  }

  private BackupResultAssert isPublishedAs(Archive.State state) {
    Archive archive = published().archive();
    if (archive.state() != state) {
      failWithMessage(
          "expected archive %s to be %s, but the run %s",
          archive.name(), state, Described.result(actual));
    }
    return this;
  }

  /**
   * These sources are in the archive whole and unchanged.
   *
   * @param names of sources, others may be there too
   * @return this
   */
  public BackupResultAssert saved(String... names) {
    return have(Outcome.SAVED, names);
  }

  /**
   * These sources did not exist.
   *
   * @param names of sources, others may be missing too
   * @return this
   */
  public BackupResultAssert misses(String... names) {
    return have(Outcome.MISSING, names);
  }

  /**
   * These sources ended like this.
   *
   * @param outcome as the archive's record has it
   * @param names of sources, others may have ended like this too
   * @return this
   */
  public BackupResultAssert have(Outcome outcome, String... names) {
    List<String> found =
        sources().stream().filter(s -> s.outcome() == outcome).map(SourceRecord::name).toList();
    if (!found.containsAll(List.of(names))) {
      throw failure(
          "expected sources that are %s: %s, but the run %s",
          outcome, List.of(names), Described.result(actual));
    }
    return this;
  }

  /**
   * Nothing was published; the cause is of this type, and its message has these parts.
   *
   * @param type of the cause
   * @param messageParts all of them, in any order
   * @return this
   */
  public BackupResultAssert failedWith(
      Class<? extends BackupException> type, String... messageParts) {
    isNotNull();
    if (!(actual instanceof BackupResult.Failed failed)) {
      throw failure("expected a run that failed, but it %s", Described.result(actual));
    }
    Assertions.assertThat(failed.cause()).isInstanceOf(type);
    for (String part : messageParts) {
      Assertions.assertThat(failed.cause().getMessage()).contains(part);
    }
    return this;
  }

  /**
   * The archive was written, did not verify, and was not published.
   *
   * @return this
   */
  public BackupResultAssert isNotVerified() {
    isNotNull();
    if (!(actual instanceof BackupResult.NotVerified)) {
      throw failure(
          "expected a run whose archive did not verify, but it %s", Described.result(actual));
    }
    return this;
  }

  /** {@return assertions about what retention did after the archive was published} */
  public PruneResultAssert prune() {
    return new PruneResultAssert(published().prune());
  }

  private List<SourceRecord> sources() {
    return published().archive().info().stream().flatMap(i -> i.sources().stream()).toList();
  }

  private BackupResult.Published published() {
    isNotNull();
    if (actual instanceof BackupResult.Published published) {
      return published;
    }
    throw failure("expected a published archive, but the run %s", Described.result(actual));
  }
}
