package io.holdfast.core.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.core.retention.Candidate.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tables of archives and why each is kept; an empty reason is an archive that is removed. */
final class EvaluationTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final List<Standing> ANY = List.of(Standing.values());
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  @Test
  void withinCountsBackFromTheNewestCompleteArchiveNotFromNow() {
    assertTable(
        policy("keep-within 7d"),
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
        policy("keep-within 1d", 3),
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
        policy("keep-last 2, keep-daily 2, keep-weekly 2"),
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
        policy("keep-daily 3"),
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
        policy("keep-monthly 12"),
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
        policy("keep-monthly 2"),
        """
        2025-10-24T02:00 | monthly 1 of 2; at least 1
        2025-09-03T02:00 | monthly 2 of 2
        2025-09-01T02:00 |
        """);
  }

  @Test
  void weeksAreThoseOfIsoAcrossTheYear() {
    // 2024-12-30 to 2025-01-05 is week 1 of 2025; 2026-12-28 to 2027-01-03 is week 53 of 2026
    assertTable(
        policy("keep-weekly 9"),
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
        policy("keep-weekly 2, keep-monthly 2"),
        """
        2025-10-08T02:00 | weekly 1 of 2; monthly 1 of 2; at least 1
        2025-03-05T02:00 | weekly 2 of 2; monthly 2 of 2
        """);
  }

  @Test
  void monthsAndYearsCountBackOverLeapDays() {
    assertTable(
        policy("keep-within 1y"),
        """
        2024-02-29T02:00 | within 1y; at least 1
        2023-02-28T02:00 | within 1y
        2023-02-28T01:59 |
        """);
    assertTable(
        policy("keep-within 1mo"),
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
        policy("keep-within 1d"),
        """
        2025-03-30T12:00 | within 1d; at least 1
        2025-03-29T12:00 | within 1d
        2025-03-29T11:59 |
        """);
    assertTable(
        policy("keep-within 24h"),
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
        policy("keep-within 1d"),
        """
        2025-03-31T02:30 | within 1d; at least 1
        2025-03-30T03:00 | within 1d
        2025-03-30T01:59 |
        """);
  }

  @Test
  void spanThatEndsInTheRepeatedHourReachesToItsFirstPass() {
    Map<String, Instant> archives = new LinkedHashMap<>();
    archives.put("anchor", Instant.parse("2025-10-27T01:30:00Z"));
    archives.put("second 02:30", Instant.parse("2025-10-26T01:30:00Z"));
    archives.put("first 02:30", Instant.parse("2025-10-26T00:30:00Z"));
    archives.put("first 02:29", Instant.parse("2025-10-26T00:29:00Z"));
    List<Decision> decisions =
        policy("keep-within 1d")
            .evaluate(
                archives.entrySet().stream()
                    .map(e -> new Candidate(e.getKey(), e.getValue(), Standing.COMPLETE))
                    .toList(),
                NOW,
                BERLIN);
    assertThat(decisions)
        .filteredOn(Decision::keep)
        .extracting(d -> d.candidate().id())
        .containsExactly("anchor", "second 02:30", "first 02:30");
  }

  @Test
  void repeatedHourIsOneDay() {
    List<Decision> decisions =
        policy("keep-daily 5")
            .evaluate(
                List.of(
                    new Candidate("b", Instant.parse("2025-10-26T01:30:00Z"), Standing.COMPLETE),
                    new Candidate("a", Instant.parse("2025-10-26T00:30:00Z"), Standing.COMPLETE),
                    new Candidate("0", Instant.parse("2025-10-25T00:30:00Z"), Standing.COMPLETE)),
                NOW,
                BERLIN);
    assertThat(decisions).extracting(Decision::keep).containsExactly(true, false, true);
  }

  @Test
  void incompleteArchivesNeitherCountNorPushOut() {
    assertTable(
        policy("keep-within 2d, keep-daily 2", 2),
        """
        2025-10-24T02:00 INCOMPLETE | within 2d; newest, though incomplete
        2025-10-23T02:00 INCOMPLETE | within 2d
        2025-10-22T02:00            | within 2d; daily 1 of 2; at least 2
        2025-10-21T03:00 INCOMPLETE | within 2d
        2025-10-20T01:00 INCOMPLETE |
        2025-10-19T02:00            | daily 2 of 2; at least 2
        2025-10-18T02:00            |
        """);
  }

  @Test
  void keepLastKeepsIncompleteArchivesBesideTheCompleteOnes() {
    assertTable(
        policy("keep-last 3"),
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
        policy("keep-last 1"),
        """
        2025-10-24T02:00            | last 1 of 1; at least 1
        2025-10-23T02:00 INCOMPLETE |
        """);
  }

  @Test
  void nothingIsRemovedWhileNoArchiveIsComplete() {
    assertTable(
        policy("keep-within 1d"),
        """
        2025-10-24T02:00 INCOMPLETE | no complete archive yet
        2024-10-23T02:00 INCOMPLETE | no complete archive yet
        2023-10-23T02:00 DOUBTFUL   | not provably an intact archive of this plan, never removed
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
  void futureArchivesAreKeptAndExpireNobody() {
    assertTable(
        policy("keep-within 7d, keep-last 1"),
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
    assertThat(policy("keep-last 1").evaluate(ahead, NOW, ZoneOffset.UTC).get(0).reasons())
        .contains("last 1 of 1");
  }

  @Test
  void nothingIsRemovedWhenTheOnlyCompleteArchiveIsFromTheFuture() {
    assertTable(
        policy("keep-within 7d"),
        """
        2031-01-01T02:00            | starts in the future, never counted; check the clock
        2025-10-24T02:00 INCOMPLETE | no complete archive yet
        """);
  }

  @Test
  void legacyArchivesStayUnlessIncludedAndThenAge() {
    List<Candidate> archives =
        List.of(
            at("2025-10-24T02:00", Standing.COMPLETE),
            at("2025-10-23T02:00", Standing.LEGACY),
            at("2025-10-01T02:00", Standing.LEGACY));
    RetentionPolicy policy = policy("keep-within 7d, keep-last 5", 5);
    assertThat(policy.evaluate(archives, NOW, BERLIN))
        .extracting(d -> String.join("; ", d.reasons()))
        .containsExactly(
            "within 7d; last 1 of 5; at least 5",
            "legacy, never counted; prune --include-legacy",
            "legacy, never counted; prune --include-legacy");
    assertThat(policy.evaluate(archives, true, NOW, BERLIN))
        .extracting(d -> String.join("; ", d.reasons()))
        .containsExactly("within 7d; last 1 of 5; at least 5", "within 7d", "");
  }

  @Test
  void legacyArchivesStayWhileTheyAreAllThereIs() {
    List<Candidate> archives = List.of(at("2020-10-24T02:00", Standing.LEGACY));
    assertThat(policy("keep-within 7d").evaluate(archives, true, NOW, BERLIN).get(0).keep())
        .isTrue();
  }

  @Test
  void equalInstantsAreOrderedByName() {
    Instant same = Instant.parse("2025-10-24T02:00:00Z");
    List<Decision> decisions =
        policy("keep-last 1")
            .evaluate(
                List.of(
                    new Candidate("p_backup_20251024_020000.tar.gz", same, Standing.COMPLETE),
                    new Candidate("p_backup_20251024_020000_2.tar.gz", same, Standing.COMPLETE)),
                NOW,
                BERLIN);
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
    List<Candidate> archives =
        List.of(
            at("2025-10-24T02:00", Standing.COMPLETE), at("1970-01-01T02:00", Standing.COMPLETE));
    assertThat(forever.evaluate(archives, NOW, BERLIN)).allMatch(Decision::keep);
  }

  @Test
  void emptyCatalogHasNoDecisions() {
    assertThat(policy("keep-last 1").evaluate(List.of(), NOW, BERLIN)).isEmpty();
  }

  @Test
  void whateverTheArchivesNothingIsLostOrInventedAndTheNewestGoodOnesStay() {
    Random random = new Random(20251024);
    for (int round = 0; round < 500; round++) {
      List<Candidate> archives = randomArchives(random);
      RetentionPolicy policy = randomPolicy(random);
      boolean includeLegacy = random.nextBoolean();
      List<Decision> decisions = policy.evaluate(archives, includeLegacy, NOW, BERLIN);
      assertThat(decisions)
          .extracting(Decision::candidate)
          .containsExactlyInAnyOrderElementsOf(archives);

      List<Candidate> shuffled = new ArrayList<>(archives);
      Collections.shuffle(shuffled, random);
      assertThat(policy.evaluate(shuffled, includeLegacy, NOW, BERLIN)).isEqualTo(decisions);

      List<Decision> good =
          decisions.stream()
              .filter(d -> d.candidate().standing() == Standing.COMPLETE)
              .filter(d -> !RetentionPolicy.isFuture(d.candidate().startedAt(), NOW))
              .toList();
      assertThat(good.subList(0, Math.min(policy.keepAtLeast(), good.size())))
          .allMatch(Decision::keep);
      if (good.isEmpty()) {
        assertThat(decisions).allMatch(Decision::keep);
      }
      assertThat(decisions)
          .filteredOn(
              d ->
                  d.candidate().standing() == Standing.DOUBTFUL
                      || RetentionPolicy.isFuture(d.candidate().startedAt(), NOW))
          .allMatch(Decision::keep);
    }
  }

  @Test
  void applyingAPolicyAgainToWhatItKeptRemovesNothing() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      RetentionPolicy policy = randomPolicy(random);
      List<Candidate> kept =
          policy.evaluate(randomArchives(random), true, NOW, BERLIN).stream()
              .filter(Decision::keep)
              .map(Decision::candidate)
              .toList();
      assertThat(policy.evaluate(kept, true, NOW, BERLIN)).allMatch(Decision::keep);
    }
  }

  @Test
  void hundredThousandArchivesAreDecidedQuickly() {
    List<Candidate> archives = new ArrayList<>();
    Instant start = NOW.minus(Duration.ofDays(1));
    for (int i = 0; i < 100_000; i++) {
      archives.add(
          new Candidate("a" + i, start.minus(Duration.ofMinutes(17L * i)), Standing.COMPLETE));
    }
    RetentionPolicy policy =
        policy(
            "keep-within 7d, keep-last 5, keep-daily 9, keep-weekly 9, keep-monthly 99, keep-yearly 9");
    long before = System.nanoTime();
    assertThat(policy.evaluate(archives, NOW, BERLIN)).hasSize(100_000);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void saysWhyAnArchiveIsRemoved() {
    assertThat(policy("keep-within 7d").whyRemoved()).isEqualTo("older than 7d");
    assertThat(policy("keep-within 2w, keep-monthly 6").whyRemoved())
        .isEqualTo("not kept by keep-within 2w, keep-monthly 6");
  }

  private static void assertTable(RetentionPolicy policy, String table) {
    List<Candidate> candidates = new ArrayList<>();
    Map<String, String> expected = new LinkedHashMap<>();
    for (String row : table.lines().toList()) {
      String[] cells = row.split("\\|", 2);
      String[] archive = cells[0].trim().split("\\s+", -1);
      Standing standing = archive.length == 1 ? Standing.COMPLETE : Standing.valueOf(archive[1]);
      candidates.add(at(archive[0], standing));
      expected.put(archive[0], cells[1].trim());
    }
    Map<String, String> actual = new LinkedHashMap<>();
    policy
        .evaluate(candidates, NOW, BERLIN)
        .forEach(d -> actual.put(d.candidate().id(), String.join("; ", d.reasons())));
    assertThat(actual).containsExactlyEntriesOf(expected);
  }

  private static Candidate at(String local, Standing standing) {
    return new Candidate(local, LocalDateTime.parse(local).atZone(BERLIN).toInstant(), standing);
  }

  private static RetentionPolicy policy(String rules) {
    return policy(rules, 1);
  }

  private static RetentionPolicy policy(String rules, int keepAtLeast) {
    return new RetentionPolicy(
        Arrays.stream(rules.split(", ")).map(EvaluationTest::rule).toList(), keepAtLeast);
  }

  private static KeepRule rule(String text) {
    String[] parts = text.split(" ", -1);
    return switch (parts[0]) {
      case "keep-last" -> new KeepRule.KeepLast(Integer.parseInt(parts[1]));
      case "keep-within" -> new KeepRule.KeepWithin(span(parts[1]));
      default ->
          new KeepRule.KeepPer(
              Arrays.stream(CalendarPeriod.values())
                  .filter(p -> p.ruleName().equals(parts[0]))
                  .findFirst()
                  .orElseThrow(),
              Integer.parseInt(parts[1]));
    };
  }

  private static CalendarSpan span(String text) {
    String symbol = text.replaceAll("[0-9]", "");
    CalendarSpan.Unit unit =
        Arrays.stream(CalendarSpan.Unit.values())
            .filter(u -> u.symbol().equals(symbol))
            .findFirst()
            .orElseThrow();
    return new CalendarSpan(Integer.parseInt(text.replaceAll("[a-z]", "")), unit);
  }

  private static List<Candidate> randomArchives(Random random) {
    List<Candidate> archives = new ArrayList<>();
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      // hours apart or at the very same instant, now and then from the future
      Instant start =
          NOW.minus(Duration.ofHours(random.nextInt(3000)))
              .plus(Duration.ofDays(random.nextInt(20) == 0 ? 900 : 0));
      Standing standing =
          random.nextInt(3) > 0 ? Standing.COMPLETE : ANY.get(random.nextInt(ANY.size()));
      archives.add(new Candidate("archive" + i, start, standing));
    }
    return archives;
  }

  private static RetentionPolicy randomPolicy(Random random) {
    List<KeepRule> rules = new ArrayList<>();
    if (random.nextBoolean()) {
      rules.add(new KeepRule.KeepLast(1 + random.nextInt(5)));
    }
    if (random.nextBoolean()) {
      rules.add(new KeepRule.KeepWithin(CalendarSpan.days(1 + random.nextInt(40))));
    }
    for (CalendarPeriod period : CalendarPeriod.values()) {
      if (random.nextInt(3) == 0) {
        rules.add(new KeepRule.KeepPer(period, 1 + random.nextInt(6)));
      }
    }
    return new RetentionPolicy(rules, 1 + random.nextInt(3));
  }
}
