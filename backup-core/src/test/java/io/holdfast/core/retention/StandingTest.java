package io.holdfast.core.retention;

import static io.holdfast.core.retention.RetentionTable.BERLIN;
import static io.holdfast.core.retention.RetentionTable.NOW;
import static io.holdfast.core.retention.RetentionTable.archives;
import static io.holdfast.core.retention.RetentionTable.assertTable;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.retention.Candidate.Standing;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Archives that are more, or less, than one complete archive among others. */
final class StandingTest {
  @Test
  void incompleteArchivesNeitherCountNorPushOut() {
    assertTable(
        "keep-within 2d, keep-daily 2, keep-at-least 2",
        """
        2025-10-24T02:00 INCOMPLETE | within 2d; newest, though incomplete
        2025-10-23T02:00 INCOMPLETE | within 2d; incomplete 2 of 3
        2025-10-22T02:00            | within 2d; daily 1 of 2; at least 2
        2025-10-21T03:00 INCOMPLETE |
        2025-10-20T01:00 INCOMPLETE |
        2025-10-19T02:00            | daily 2 of 2; at least 2
        2025-10-18T02:00            |
        """);
  }

  @Test
  void keepLastKeepsIncompleteArchivesBesideTheCompleteOnes() {
    assertTable(
        "keep-last 3",
        """
        2025-10-24T02:00 INCOMPLETE | among the last 3; newest, though incomplete
        2025-10-23T02:00            | last 1 of 3; at least 1
        2025-10-22T02:00 INCOMPLETE | among the last 3
        2025-10-21T02:00 INCOMPLETE |
        2025-10-20T02:00            | last 2 of 3
        2025-10-19T02:00            | last 3 of 3
        2025-10-18T02:00            |
        """);
  }

  @Test
  void incompleteArchiveLosesItsPlaceToANewerCompleteOne() {
    assertTable(
        "keep-last 1",
        """
        2025-10-24T02:00            | last 1 of 1; at least 1
        2025-10-23T02:00 INCOMPLETE |
        """);
  }

  @Test
  void nothingIsRemovedWhileNoArchiveIsComplete() {
    assertTable(
        "keep-within 1d",
        """
        2025-10-24T02:00 INCOMPLETE | no complete archive yet
        2024-10-23T02:00 INCOMPLETE | no complete archive yet
        2023-10-23T02:00 DOUBTFUL   | not provably an intact archive of this plan, never removed
        """);
  }

  @Test
  void futureArchivesAreKeptAndExpireNobody() {
    assertTable(
        "keep-within 7d, keep-last 1",
        """
        2031-01-01T02:00            | starts in the future, never counted; check the clock
        2030-06-01T02:00 INCOMPLETE | starts in the future, never counted; check the clock
        2025-10-24T02:00            | within 7d; last 1 of 1; at least 1
        2025-10-18T02:00            | within 7d
        2025-10-16T02:00            |
        """);
  }

  @Test
  void clocksMayDifferByMinutes() {
    List<Candidate> ahead = List.of(new Candidate("a", NOW.plusSeconds(240), Standing.COMPLETE));
    assertThat(
            RetentionPolicy.parse("keep-last 1")
                .evaluate(ahead, NOW, ZoneOffset.UTC)
                .decisions()
                .get(0)
                .reasons())
        .contains("last 1 of 1");
  }

  @Test
  void nothingIsRemovedWhenTheOnlyCompleteArchiveIsFromTheFuture() {
    assertTable(
        "keep-within 7d",
        """
        2031-01-01T02:00            | starts in the future, never counted; check the clock
        2025-10-24T02:00 INCOMPLETE | no complete archive yet
        """);
  }

  @Test
  void legacyArchivesStayUnlessIncludedAndThenAge() {
    List<Candidate> archives =
        archives("2025-10-24T02:00", "2025-10-23T02:00 LEGACY", "2025-10-01T02:00 LEGACY");
    RetentionPolicy policy = RetentionPolicy.parse("keep-within 7d, keep-last 5, keep-at-least 5");
    assertThat(policy.evaluate(archives, NOW, BERLIN).decisions())
        .extracting(d -> String.join("; ", d.reasons()))
        .containsExactly(
            "within 7d; last 1 of 5; at least 5",
            "legacy, never counted; prune --include-legacy",
            "legacy, never counted; prune --include-legacy");
    assertThat(policy.evaluate(archives, true, NOW, BERLIN).decisions())
        .extracting(d -> String.join("; ", d.reasons()))
        .containsExactly("within 7d; last 1 of 5; at least 5", "within 7d", "");
  }

  @Test
  void legacyArchivesStayWhileTheyAreAllThereIs() {
    assertThat(
            RetentionPolicy.parse("keep-within 7d")
                .evaluate(archives("2020-10-24T02:00 LEGACY"), true, NOW, BERLIN)
                .decisions())
        .allMatch(Decision::keep);
  }

  @Test
  void incompleteArchivesDoNotPileUpWhereNoneBecomesCompleteAnyMore() {
    assertTable(
        "keep-within 7d, keep-incomplete 2",
        """
        2025-10-24T02:00 INCOMPLETE | within 7d; newest, though incomplete
        2025-10-18T02:00 INCOMPLETE | within 7d; incomplete 2 of 2
        2025-10-17T02:00 INCOMPLETE | within 7d
        2025-10-16T02:00 INCOMPLETE |
        2025-08-02T02:00 INCOMPLETE |
        2025-08-01T02:00            | within 7d; at least 1
        2025-07-31T02:00            | within 7d
        2025-07-01T02:00            |
        """);
  }

  @Test
  void fewIncompleteArchivesStayWhateverTheirAgeUntilOneIsComplete() {
    assertTable(
        "keep-last 1",
        """
        2025-10-24T02:00 INCOMPLETE | among the last 1; newest, though incomplete
        2025-08-24T02:00 INCOMPLETE | incomplete 2 of 3
        2025-07-24T02:00 INCOMPLETE | incomplete 3 of 3
        2025-06-24T02:00 INCOMPLETE |
        2025-05-24T02:00            | last 1 of 1; at least 1
        2025-04-24T02:00 INCOMPLETE |
        """);
  }

  @Test
  void pinnedArchivesStayWhateverTheyAreAndChangeNothingForOthers() {
    assertTable(
        "keep-last 1",
        """
        2025-10-24T02:00 PINNED                | pinned; last 1 of 1; at least 1
        2025-10-23T02:00                       |
        2025-10-22T02:00 PINNED:before-2.0     | pinned: before-2.0
        2025-10-21T02:00 INCOMPLETE PINNED     | pinned
        2025-10-20T02:00 DOUBTFUL PINNED       | pinned; not provably an intact archive of this plan, never removed
        2025-10-19T02:00                       |
        """);
    assertThat(
            RetentionPolicy.parse("keep-last 1")
                .evaluate(
                    archives("2025-10-24T02:00", "2020-10-23T02:00 LEGACY PINNED"),
                    true,
                    NOW,
                    BERLIN)
                .decisions())
        .allMatch(Decision::keep);
  }
}
