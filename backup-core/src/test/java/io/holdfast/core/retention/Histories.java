package io.holdfast.core.retention;

import io.holdfast.core.retention.Candidate.Standing;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/** Catalogs and policies by chance, where the calendar is at its worst. */
final class Histories extends DomainContextBase {
  private static final long DAY = 86_400;

  /** Archives around a moment, seen from a zone a day later. */
  record History(ZoneId zone, Instant now, List<Candidate> archives) {
    Evaluation evaluate(RetentionPolicy policy) {
      return policy.evaluate(archives, now, zone);
    }

    History with(List<Candidate> others) {
      return new History(zone, now, List.copyOf(others));
    }
  }

  /** Clocks turned forth and back, at odd minutes, by half an hour, over midnight and by a day. */
  private static final List<Tuple.Tuple2<String, String>> MOMENTS =
      List.of(
          Tuple.of("Europe/Berlin", "2025-10-26T02:00:00Z"),
          Tuple.of("Europe/Berlin", "2025-03-30T02:00:00Z"),
          // a day and a month after clocks were turned: spans end in the hour that is missing, or
          // there twice
          Tuple.of("Europe/Berlin", "2025-03-31T00:30:00Z"),
          Tuple.of("Europe/Berlin", "2025-04-30T00:30:00Z"),
          Tuple.of("Europe/Berlin", "2025-10-27T01:30:00Z"),
          Tuple.of("America/New_York", "2024-11-03T07:00:00Z"),
          Tuple.of("America/St_Johns", "2006-10-29T03:31:00Z"),
          Tuple.of("America/St_Johns", "2006-04-02T04:31:00Z"),
          Tuple.of("America/Sao_Paulo", "2018-02-18T03:00:00Z"),
          Tuple.of("America/Sao_Paulo", "2018-11-04T04:00:00Z"),
          Tuple.of("Australia/Lord_Howe", "2025-04-05T16:00:00Z"),
          Tuple.of("Australia/Lord_Howe", "2025-10-04T16:00:00Z"),
          Tuple.of("Pacific/Apia", "2011-12-30T11:00:00Z"),
          Tuple.of("Asia/Kathmandu", "2024-03-01T00:00:00Z"),
          Tuple.of("UTC", "2024-02-29T23:59:59Z"),
          Tuple.of("UTC", "2024-12-31T12:00:00Z"),
          Tuple.of("UTC", "2027-01-03T23:59:59Z"),
          Tuple.of("Europe/Moscow", "2021-01-04T00:00:00Z"));

  @Provide
  Arbitrary<History> histories() {
    return Combinators.combine(Arbitraries.of(MOMENTS), archives())
        .as(
            (moment, archives) -> {
              Instant at = Instant.parse(moment.get2());
              List<Candidate> placed = new ArrayList<>();
              for (Candidate archive : archives) {
                placed.add(
                    new Candidate(
                        "a" + (10 + placed.size()),
                        at.plusSeconds(archive.startedAt().getEpochSecond()),
                        archive.standing(),
                        1,
                        archive.pin()));
              }
              return new History(ZoneId.of(moment.get1()), at.plusSeconds(DAY), placed);
            });
  }

  /** Archives whose starts are counted from the epoch instead of the moment. */
  private static Arbitrary<List<Candidate>> archives() {
    Arbitrary<Standing> standings =
        Arbitraries.frequency(
            Tuple.of(12, Standing.COMPLETE),
            Tuple.of(5, Standing.INCOMPLETE),
            Tuple.of(1, Standing.LEGACY),
            Tuple.of(1, Standing.DOUBTFUL));
    Arbitrary<Optional<String>> pins =
        Arbitraries.frequency(
            Tuple.of(20, Optional.empty()),
            Tuple.of(1, Optional.of("")),
            Tuple.of(1, Optional.of("a note")));
    return Combinators.combine(seconds(), standings, pins)
        .as(
            (seconds, standing, pin) ->
                new Candidate("", Instant.ofEpochSecond(seconds), standing, 1, pin))
        .list()
        .ofMaxSize(40);
  }

  private static Arbitrary<Long> seconds() {
    Arbitrary<Long> quarters = Arbitraries.longs().between(-20, 12).map(n -> n * 900);
    Arbitrary<Long> odd = Arbitraries.longs().between(-5400, 5400);
    Arbitrary<Long> days =
        Combinators.combine(Arbitraries.longs().between(-60, -1), quarters)
            .as((day, quarter) -> day * DAY + quarter);
    Arbitrary<Long> long1 = Arbitraries.longs().between(-1500, -30).map(n -> n * DAY);
    Arbitrary<Long> future = Arbitraries.longs().between(2, 700).map(n -> n * DAY);
    return Arbitraries.frequencyOf(
        Tuple.of(5, quarters),
        Tuple.of(2, odd),
        Tuple.of(6, days),
        Tuple.of(5, long1),
        Tuple.of(1, future));
  }

  /** With one rule at least. */
  @Provide
  Arbitrary<RetentionPolicy> policies() {
    return Combinators.combine(
            rules().list().ofMinSize(1).ofMaxSize(4),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(1, 4))
        .as((rules, atLeast, incomplete) -> new RetentionPolicy(rules, atLeast, incomplete, 100));
  }

  @Provide
  Arbitrary<KeepRule> rules() {
    Arbitrary<Integer> counts = Arbitraries.integers().between(1, 7);
    Arbitrary<KeepRule> last = counts.map(KeepRule.KeepLast::new);
    Arbitrary<KeepRule> within =
        Combinators.combine(counts, Arbitraries.of(CalendarSpan.Unit.values()))
            .as((n, unit) -> new KeepRule.KeepWithin(new CalendarSpan(n, unit)));
    Arbitrary<KeepRule> per =
        Combinators.combine(Arbitraries.of(CalendarPeriod.values()), counts)
            .as(KeepRule.KeepPer::new);
    return Arbitraries.frequencyOf(Tuple.of(1, last), Tuple.of(2, within), Tuple.of(3, per));
  }
}
