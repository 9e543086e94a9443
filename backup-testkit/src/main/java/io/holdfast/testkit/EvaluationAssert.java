package io.holdfast.testkit;

import io.holdfast.core.retention.Decision;
import io.holdfast.core.retention.Evaluation;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions about what a retention policy decides. Archives go by the candidates' ids. */
public final class EvaluationAssert extends AbstractAssert<EvaluationAssert, Evaluation> {
  EvaluationAssert(Evaluation actual) {
    super(actual, EvaluationAssert.class);
  }

  /**
   * Asserts that this archive is kept, for these reasons among others.
   *
   * @param id of the candidate
   * @param reasons as in {@link io.holdfast.core.retention.Decision#reasons}
   * @return this
   */
  public EvaluationAssert keeps(String id, String... reasons) {
    Decision decision = decision(id);
    if (!decision.keep() || !decision.reasons().containsAll(List.of(reasons))) {
      throw failure(
          "expected %s to be kept%s, but:%n%s",
          id, reasons.length == 0 ? "" : " for " + List.of(reasons), all());
    }
    return this;
  }

  /**
   * Asserts that these archives and no others are kept, newest first.
   *
   * @param ids of the candidates
   * @return this
   */
  public EvaluationAssert keepsOnly(String... ids) {
    isNotNull();
    List<String> kept =
        actual.decisions().stream().filter(Decision::keep).map(d -> d.candidate().id()).toList();
    if (!kept.equals(List.of(ids))) {
      throw failure("expected these alone to be kept: %s, but:%n%s", List.of(ids), all());
    }
    return this;
  }

  /**
   * Asserts that these archives go.
   *
   * @param ids of the candidates; others may go too
   * @return this
   */
  public EvaluationAssert removes(String... ids) {
    for (String id : ids) {
      if (decision(id).keep()) {
        throw failure("expected %s to go, but:%n%s", id, all());
      }
    }
    return this;
  }

  /**
   * Asserts that nothing speaks against removing what is not kept.
   *
   * @return this
   */
  public EvaluationAssert isDecided() {
    isNotNull();
    if (actual instanceof Evaluation.Refused refused) {
      throw failure("expected a decision, but it is refused: %s", refused.reason());
    }
    return this;
  }

  /**
   * Asserts that nothing may be removed; the reason has these parts.
   *
   * @param reasonParts all of them, in any order
   * @return this
   */
  public EvaluationAssert isRefused(String... reasonParts) {
    isNotNull();
    if (!(actual instanceof Evaluation.Refused refused)) {
      throw failure("expected a refusal, but it is decided:%n%s", all());
    }
    for (String part : reasonParts) {
      if (!refused.reason().contains(part)) {
        throw failure("expected a refusal about '%s', but it says: %s", part, refused.reason());
      }
    }
    return this;
  }

  private Decision decision(String id) {
    isNotNull();
    return actual.decisions().stream()
        .filter(decision -> decision.candidate().id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> failure("expected a decision about %s, but there is none:%n%s", id, all()));
  }

  private String all() {
    return Described.decisions(actual.decisions());
  }
}
