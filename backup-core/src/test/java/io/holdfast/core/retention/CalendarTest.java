package io.holdfast.core.retention;

import static io.holdfast.core.retention.RetentionTable.NOW;
import static io.holdfast.core.retention.RetentionTable.assertTable;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hours, days, weeks, months and years, where the calendar is not even. */
final class CalendarTest {
  @Test
  void weeksAreThoseOfIsoAcrossTheYear() {
    // 2024-12-30 to 2025-01-05 is week 1 of 2025; 2026-12-28 to 2027-01-03 is week 53 of 2026
    assertTable(
        "keep-weekly 9",
        """
        2027-01-04T02:00 | weekly 1 of 9; at least 1
        2027-01-03T02:00 | weekly 2 of 9
        2026-12-28T02:00 |
        2025-01-05T02:00 | weekly 3 of 9
        2024-12-30T02:00 |
        2024-12-29T02:00 | weekly 4 of 9
        2024-12-23T02:00 | oldest, weekly 4 of 9 so far
        """);
  }

  @Test
  void weekAndMonthOfTheSameNumberAreNotMixedUp() {
    // week 10 of 2025 and month 10 of 2025
    assertTable(
        "keep-weekly 2, keep-monthly 2",
        """
        2025-10-08T02:00 | weekly 1 of 2; monthly 1 of 2; at least 1
        2025-03-05T02:00 | weekly 2 of 2; monthly 2 of 2
        """);
  }

  @Test
  void monthsAndYearsCountBackOverLeapDays() {
    assertTable(
        "keep-within 1y",
        """
        2024-02-29T02:00 | within 1y; at least 1
        2023-02-28T02:00 | within 1y
        2023-02-28T01:59 |
        """);
    assertTable(
        "keep-within 1mo",
        """
        2025-03-31T02:00 | within 1mo; at least 1
        2025-02-28T02:00 | within 1mo
        2025-02-28T01:00 |
        """);
  }

  @Test
  void daysFollowTheWallClockAcrossSummerTimeAndHoursDoNot() {
    // the clocks of Berlin went forward on 2025-03-30: a day of 23 hours
    assertTable(
        "keep-within 1d",
        """
        2025-03-30T12:00 | within 1d; at least 1
        2025-03-29T12:00 | within 1d
        2025-03-29T11:59 |
        """);
    assertTable(
        "keep-within 24h",
        """
        2025-03-30T12:00 | within 24h; at least 1
        2025-03-29T11:00 | within 24h
        2025-03-29T10:59 |
        """);
  }

  @Test
  void spanThatEndsInTheMissingHourReachesToItsBeginning() {
    // 02:30 did not exist on 2025-03-30; 03:00 was the instant after 01:59:59
    assertTable(
        "keep-within 1d",
        """
        2025-03-31T02:30 | within 1d; at least 1
        2025-03-30T03:00 | within 1d
        2025-03-30T01:59 |
        """);
  }

  @Test
  void spanThatEndsInTheRepeatedHourReachesToItsFirstPass() {
    // the clocks of Berlin went back on 2025-10-26 from 03:00 to 02:00, at 01:00 UTC
    assertTable(
        "keep-within 1d",
        """
        2025-10-27T01:30:00Z | within 1d; at least 1
        2025-10-26T01:30:00Z | within 1d
        2025-10-26T00:30:00Z | within 1d
        2025-10-26T00:29:00Z |
        """);
  }

  @Test
  void repeatedHourIsOneDayAndTwoHours() {
    assertTable(
        "keep-hourly 3, keep-daily 5",
        """
        2025-10-26T01:30:00Z | hourly 1 of 3; daily 1 of 5; at least 1
        2025-10-26T01:00:00Z |
        2025-10-26T00:30:00Z | hourly 2 of 3
        2025-10-25T00:30:00Z | hourly 3 of 3; daily 2 of 5
        """);
  }

  @Test
  void hoursAreThoseOfTheWallClock() {
    // Kathmandu is 5:45 ahead of UTC
    ZoneId kathmandu = ZoneId.of("Asia/Kathmandu");
    Instant full = Instant.parse("2025-10-24T01:15:00Z"); // 07:00
    List<Candidate> archives =
        List.of(
            Candidate.complete("07:00", full),
            Candidate.complete("06:59", full.minusSeconds(60)),
            Candidate.complete("06:00", full.minusSeconds(3600)),
            Candidate.complete("05:59", full.minusSeconds(3660)));
    assertThat(
            RetentionPolicy.parse("keep-hourly 2").evaluate(archives, NOW, kathmandu).decisions())
        .filteredOn(Decision::keep)
        .extracting(d -> d.candidate().id())
        .containsExactly("07:00", "06:59");
  }

  @Test
  void dayThatComesBackIsStillOneDay() {
    // St John's turned its clocks back at 00:01 to 23:01: for an hour it was the day before again
    ZoneId stJohns = ZoneId.of("America/St_Johns");
    Instant turn = Instant.parse("2006-10-29T02:31:00Z");
    List<Candidate> archives =
        List.of(
            Candidate.complete("29th, morning", turn.plusSeconds(8 * 3600)),
            Candidate.complete("28th again", turn.plusSeconds(60)),
            Candidate.complete("29th, first minute", turn.minusSeconds(30)),
            Candidate.complete("28th", turn.minusSeconds(3600)),
            Candidate.complete("27th", turn.minusSeconds(90_000)));
    assertThat(RetentionPolicy.parse("keep-daily 3").evaluate(archives, NOW, stJohns).decisions())
        .extracting(d -> String.join("; ", d.reasons()))
        .containsExactly("daily 1 of 3; at least 1", "daily 2 of 3", "", "", "daily 3 of 3");
  }

  @Test
  void dayThatWasLeftOutIsMissedByNobody() {
    // Samoa had no 30 December 2011
    ZoneId apia = ZoneId.of("Pacific/Apia");
    List<Candidate> archives =
        List.of(
            Candidate.complete("31st", Instant.parse("2011-12-30T10:30:00Z")),
            Candidate.complete("29th, late", Instant.parse("2011-12-30T09:30:00Z")),
            Candidate.complete("29th, early", Instant.parse("2011-12-29T10:30:00Z")),
            Candidate.complete("28th", Instant.parse("2011-12-29T09:30:00Z")));
    assertThat(RetentionPolicy.parse("keep-daily 2").evaluate(archives, NOW, apia).decisions())
        .extracting(d -> String.join("; ", d.reasons()))
        .containsExactly("daily 1 of 2; at least 1", "daily 2 of 2", "", "");
  }
}
