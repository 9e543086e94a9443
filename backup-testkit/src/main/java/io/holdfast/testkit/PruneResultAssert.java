package io.holdfast.testkit;

import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.retention.Decision;
import io.holdfast.core.run.PruneResult;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Assertions about what retention did. Archives go by their names. */
public final class PruneResultAssert extends AbstractAssert<PruneResultAssert, PruneResult> {
  PruneResultAssert(PruneResult actual) {
    super(actual, PruneResultAssert.class);
  }

  /**
   * Exactly these archives were removed, and nothing failed.
   *
   * @param names of archives, in any order
   * @return this
   */
  public PruneResultAssert removed(String... names) {
    isNotNull();
    if (!(actual instanceof PruneResult.Pruned pruned)) {
      throw failure("expected a prune without failures, but it is %s", actual);
    }
    Assertions.assertThat(pruned.removed().stream().map(ArchiveName::toString))
        .as("removed archives")
        .containsExactlyInAnyOrder(names);
    return this;
  }

  /**
   * Nothing was removed because it was a dry run, which would remove exactly these.
   *
   * @param names of archives, in any order
   * @return this
   */
  public PruneResultAssert wouldRemove(String... names) {
    isNotNull();
    if (!(actual instanceof PruneResult.DryRun)) {
      throw failure("expected a dry run, but it is %s", actual);
    }
    Assertions.assertThat(
            actual.decisions().stream().filter(d -> !d.keep()).map(d -> d.candidate().id()))
        .as("archives to remove")
        .containsExactlyInAnyOrder(names);
    return this;
  }

  /**
   * Nothing was removed because it could not be proven safe; the reason has these parts.
   *
   * @param reasonParts all of them, in any order
   * @return this
   */
  public PruneResultAssert isRefused(String... reasonParts) {
    isNotNull();
    if (!(actual instanceof PruneResult.Refused refused)) {
      throw failure("expected a prune that was refused, but it is %s", actual);
    }
    Assertions.assertThat(refused.reason()).contains(reasonParts);
    return this;
  }

  /**
   * Some archives could not be deleted; exactly these were.
   *
   * @param names of archives, in any order
   * @return this
   */
  public PruneResultAssert failedPartlyAndRemoved(String... names) {
    isNotNull();
    if (!(actual instanceof PruneResult.PartlyFailed failed)) {
      throw failure("expected a prune that failed in part, but it is %s", actual);
    }
    Assertions.assertThat(failed.removed().stream().map(ArchiveName::toString))
        .as("removed archives")
        .containsExactlyInAnyOrder(names);
    return this;
  }

  /**
   * This archive is kept, among others for these reasons.
   *
   * @param name of the archive
   * @param reasons as in {@link io.holdfast.core.retention.Decision#reasons}
   * @return this
   */
  public PruneResultAssert keeps(String name, String... reasons) {
    Decision decision = decision(name);
    if (!decision.keep()) {
      throw failure(
          "expected %s to be kept, but:%n%s", name, Described.decisions(actual.decisions()));
    }
    if (reasons.length > 0) {
      Assertions.assertThat(decision.reasons()).as("reasons to keep %s", name).contains(reasons);
    }
    return this;
  }

  private Decision decision(String name) {
    isNotNull();
    List<Decision> decisions = actual.decisions();
    return decisions.stream()
        .filter(d -> d.candidate().id().equals(name))
        .findFirst()
        .orElseThrow(
            () -> failure("no decision about %s among:%n%s", name, Described.decisions(decisions)));
  }
}
