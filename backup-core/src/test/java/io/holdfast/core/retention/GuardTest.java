package io.holdfast.core.retention;

import static io.holdfast.core.retention.RetentionTable.BERLIN;
import static io.holdfast.core.retention.RetentionTable.NOW;
import static io.holdfast.core.retention.RetentionTable.archives;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.retention.Evaluation.Decided;
import io.holdfast.core.retention.Evaluation.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a policy refuses to let anything be removed. */
final class GuardTest {

  private static Evaluation evaluate(String policy, String... archives) {
    return RetentionPolicy.parse(policy).evaluate(archives(archives), NOW, BERLIN);
  }

  @Test
  void nothingSpeaksAgainstAnOrdinaryPruning() {
    Evaluation evaluation = evaluate("keep-last 1", "2025-10-24T02:00", "2025-10-23T02:00");
    assertThat(evaluation).isInstanceOf(Decided.class);
    assertThat(evaluation.decisions()).extracting(Decision::keep).containsExactly(true, false);
  }

  @Test
  void clockBeforeTheNewestArchiveIsRefused() {
    Refused refused =
        (Refused)
            evaluate("keep-last 1", "2031-01-01T02:00", "2025-10-24T02:00", "2025-10-23T02:00");
    assertThat(refused.reason())
        .isEqualTo(
            "2031-01-01T02:00 starts at 2031-01-01T01:00:00Z but it is only 2030-01-01T00:00:00Z:"
                + " one of the clocks is wrong, nothing was removed; correct the clock, or move the"
                + " archive away if its date is wrong");
    assertThat(refused.decisions()).extracting(Decision::keep).containsExactly(true, true, false);
  }

  @Test
  void incompleteArchiveFromTheFutureIsReasonEnough() {
    assertThat(
            evaluate(
                "keep-last 1",
                "2031-01-01T02:00 INCOMPLETE",
                "2025-10-24T02:00",
                "2025-10-23T02:00"))
        .isInstanceOf(Refused.class);
  }

  @Test
  void dateThatNothingProvesIsNone() {
    assertThat(
            evaluate(
                "keep-last 1",
                "2031-01-01T02:00 DOUBTFUL",
                "2031-01-02T02:00 LEGACY",
                "2025-10-24T02:00",
                "2025-10-23T02:00"))
        .isInstanceOf(Decided.class);
  }

  @Test
  void archiveFromTheFutureIsNoTroubleWhileNothingIsToGo() {
    assertThat(evaluate("keep-last 1", "2031-01-01T02:00", "2025-10-24T02:00"))
        .isInstanceOf(Decided.class);
  }

  @Test
  void stepOfYearsBetweenTwoRunsIsRefusedOnce() {
    Refused refused = (Refused) evaluate("keep-within 7d", "2027-10-24T02:00", "2025-10-24T02:00");
    assertThat(refused.reason())
        .startsWith("2027-10-24T02:00 is 730 days newer than the one before: the clock may be");
    assertThat(
            evaluate("keep-within 7d", "2027-10-25T02:00", "2027-10-24T02:00", "2025-10-24T02:00"))
        .isInstanceOf(Decided.class);
  }

  @Test
  void listingThatNamesAnArchiveTwiceIsNotTrusted() {
    Refused refused =
        (Refused)
            evaluate("keep-last 1", "2025-10-24T02:00", "2025-10-23T02:00", "2025-10-23T02:00");
    assertThat(refused.reason()).startsWith("the listing names 2025-10-23T02:00 twice;");
  }

  @Test
  void moreThanTheConfiguredShareIsRefused() {
    String[] four = {
      "2025-10-24T02:00", "2025-10-23T02:00", "2025-10-22T02:00", "2025-10-21T02:00"
    };
    assertThat(evaluate("keep-last 2, remove-at-most 50%", four)).isInstanceOf(Decided.class);
    Refused refused = (Refused) evaluate("keep-last 1, remove-at-most 50%", four);
    assertThat(refused.reason())
        .isEqualTo(
            "3 of 4 archives would go at once, more than 'remove-at-most: 50%' allows; nothing was"
                + " removed; look at 'holdfast prune --dry-run', and if it is right, run 'holdfast"
                + " prune --remove-at-most 100%' once");
    assertThat(
            RetentionPolicy.parse("keep-last 1, remove-at-most 50%")
                .withRemoveAtMost(75)
                .evaluate(archives(four), NOW, BERLIN))
        .isInstanceOf(Decided.class);
  }

  @Test
  void refusalStillSaysWhatWouldBeDecided() {
    List<Candidate> archives = archives("2025-10-24T02:00", "2025-10-23T02:00");
    assertThat(
            RetentionPolicy.parse("keep-last 1, remove-at-most 10%")
                .evaluate(archives, NOW, BERLIN)
                .decisions())
        .isEqualTo(
            RetentionPolicy.parse("keep-last 1").evaluate(archives, NOW, BERLIN).decisions());
  }
}
