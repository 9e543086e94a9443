package io.holdfast.testkit;

import io.holdfast.core.BackupException;
import io.holdfast.core.restore.RestoreResult;
import io.holdfast.core.restore.RestoreResult.RestoredSource;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Assertions about the result of a restore. */
public final class RestoreResultAssert extends AbstractAssert<RestoreResultAssert, RestoreResult> {
  RestoreResultAssert(RestoreResult actual) {
    super(actual, RestoreResultAssert.class);
  }

  /**
   * Exactly these sources are in place, and all that was asked for of them.
   *
   * @param sources their names
   * @return this
   */
  public RestoreResultAssert restored(String... sources) {
    if (!restored().isComplete()) {
      throw failure("expected a restore without problems, but it is %s", actual);
    }
    return hasSources(sources);
  }

  /**
   * Exactly these sources were restored, with or without problems.
   *
   * @param sources their names
   * @return this
   */
  public RestoreResultAssert hasSources(String... sources) {
    Assertions.assertThat(restored().sources())
        .extracting(RestoredSource::name)
        .containsExactly(sources);
    return this;
  }

  /**
   * Entries were skipped, failed or compare unequal; one of the lines has this part.
   *
   * @param part of one line
   * @return this
   */
  public RestoreResultAssert hasProblem(String part) {
    Assertions.assertThat(restored().sources().stream().flatMap(s -> s.problems().stream()))
        .as("problems of the restore")
        .anySatisfy(problem -> Assertions.assertThat(problem).contains(part));
    return this;
  }

  /**
   * The restore did not start; the message has these parts.
   *
   * @param messageParts all of them, in any order
   * @return this
   */
  public RestoreResultAssert isRefused(String... messageParts) {
    isNotNull();
    if (!(actual instanceof RestoreResult.Refused refused)) {
      throw failure("expected a restore that was refused, but it is %s", actual);
    }
    Assertions.assertThat(refused.message()).contains(messageParts);
    return this;
  }

  /**
   * Nothing matched; the message has these parts.
   *
   * @param messageParts all of them, in any order
   * @return this
   */
  public RestoreResultAssert matchedNothing(String... messageParts) {
    isNotNull();
    if (!(actual instanceof RestoreResult.NothingMatched nothing)) {
      throw failure("expected that nothing matched, but it is %s", actual);
    }
    Assertions.assertThat(nothing.message()).contains(messageParts);
    return this;
  }

  /**
   * The restore stopped with a cause of this type.
   *
   * @param type of the cause
   * @return this
   */
  public RestoreResultAssert failedWith(Class<? extends BackupException> type) {
    isNotNull();
    if (!(actual instanceof RestoreResult.Failed failed)) {
      throw failure("expected a restore that failed, but it is %s", actual);
    }
    Assertions.assertThat(failed.cause()).isInstanceOf(type);
    return this;
  }

  private RestoreResult.Restored restored() {
    isNotNull();
    if (actual instanceof RestoreResult.Restored restored) {
      return restored;
    }
    throw failure("expected a restore that took place, but it is %s", actual);
  }
}
