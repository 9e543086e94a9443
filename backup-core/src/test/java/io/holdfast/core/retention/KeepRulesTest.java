package io.holdfast.core.retention;

import static io.holdfast.core.retention.RetentionTable.BERLIN;
import static io.holdfast.core.retention.RetentionTable.NOW;
import static io.holdfast.core.retention.RetentionTable.archives;
import static io.holdfast.core.retention.RetentionTable.assertTable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.core.retention.Candidate.Standing;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each rule keeps, and that rules add up. */
final class KeepRulesTest {
  @Test
  void withinCountsBackFromTheNewestCompleteArchiveNotFromNow() {
    assertTable(
        "keep-within 7d",
        """
        2025-10-24T02:00 | within 7d; at least 1
        2025-10-20T02:00 | within 7d
        2025-10-17T02:00 | within 7d
        2025-10-17T01:59 |
        2025-09-01T02:00 |
        """);
  }

  @Test
  void keepAtLeastHoldsWhatIsTooOld() {
    assertTable(
        "keep-within 1d, keep-at-least 3",
        """
        2025-10-24T02:00 | within 1d; at least 3
        2025-09-24T02:00 | at least 3
        2025-08-24T02:00 | at least 3
        2025-07-24T02:00 |
        """);
  }

  @Test
  void everyRuleThatKeepsAnArchiveIsNamed() {
    assertTable(
        "keep-last 2, keep-daily 2, keep-weekly 2",
        """
        2025-10-24T02:00 | last 1 of 2; daily 1 of 2; weekly 1 of 2; at least 1
        2025-10-23T20:00 | last 2 of 2; daily 2 of 2
        2025-10-23T02:00 |
        2025-10-19T02:00 | weekly 2 of 2
        2025-10-12T02:00 |
        """);
  }

  @Test
  void newestOfEachPeriodIsKeptAndEmptyPeriodsUseNothingUp() {
    assertTable(
        "keep-daily 3",
        """
        2025-10-24T23:59 | daily 1 of 3; at least 1
        2025-10-24T00:00 |
        2025-10-10T12:00 | daily 2 of 3
        2025-10-10T11:00 |
        2025-02-01T12:00 | daily 3 of 3
        2025-01-31T12:00 |
        """);
  }

  @Test
  void oldestIsKeptWhileARuleIsNotFull() {
    assertTable(
        "keep-monthly 12",
        """
        2025-10-24T02:00 | monthly 1 of 12; at least 1
        2025-10-23T02:00 |
        2025-09-03T02:00 | monthly 2 of 12
        2025-09-02T02:00 |
        2025-09-01T02:00 | oldest, monthly 2 of 12 so far
        """);
  }

  @Test
  void oldestIsNotKeptOnceARuleIsFull() {
    assertTable(
        "keep-monthly 2",
        """
        2025-10-24T02:00 | monthly 1 of 2; at least 1
        2025-09-03T02:00 | monthly 2 of 2
        2025-09-01T02:00 |
        """);
  }

  @Test
  void nothingIsRemovedWithoutARule() {
    assertTable(
        RetentionPolicy.KEEP_EVERYTHING,
        """
        2025-10-24T02:00            | no rule removes it
        2015-10-24T02:00 INCOMPLETE | no rule removes it
        """);
  }

  @Test
  void equalInstantsAreOrderedByName() {
    Instant same = Instant.parse("2025-10-24T02:00:00Z");
    List<Decision> decisions =
        RetentionPolicy.parse("keep-last 1")
            .evaluate(
                List.of(
                    new Candidate("p_backup_20251024_020000.tar.gz", same, Standing.COMPLETE),
                    new Candidate("p_backup_20251024_020000_2.tar.gz", same, Standing.COMPLETE)),
                NOW,
                BERLIN)
            .decisions();
    assertThat(decisions)
        .extracting(d -> d.candidate().id(), Decision::keep)
        .containsExactly(
            tuple("p_backup_20251024_020000_2.tar.gz", true),
            tuple("p_backup_20251024_020000.tar.gz", false));
  }

  @Test
  void absurdlyLongSpanKeepsEverything() {
    RetentionPolicy forever =
        RetentionPolicy.keepWithin(new CalendarSpan(Integer.MAX_VALUE, CalendarSpan.Unit.YEARS));
    List<Candidate> archives = archives("2025-10-24T02:00", "1970-01-01T02:00");
    assertThat(forever.evaluate(archives, NOW, BERLIN).decisions()).allMatch(Decision::keep);
  }

  @Test
  void emptyCatalogHasNoDecisions() {
    assertThat(RetentionPolicy.parse("keep-last 1").evaluate(List.of(), NOW, BERLIN).decisions())
        .isEmpty();
  }

  @Test
  void saysWhyAnArchiveIsRemoved() {
    assertThat(RetentionPolicy.parse("keep-within 7d").whyRemoved()).isEqualTo("older than 7d");
    assertThat(RetentionPolicy.parse("keep-within 2w, keep-monthly 6").whyRemoved())
        .isEqualTo("not kept by keep-within 2w, keep-monthly 6");
  }
}
