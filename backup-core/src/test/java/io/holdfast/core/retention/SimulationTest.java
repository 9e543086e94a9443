package io.holdfast.core.retention;

import static io.holdfast.core.retention.RetentionTable.BERLIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What policies leave over time. */
final class SimulationTest {
  private static final ZonedDateTime FIRST = LocalDateTime.parse("2025-01-01T02:30").atZone(BERLIN);

  private static List<Simulation.Step> nights(Simulation simulation, int count) {
    List<Simulation.Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ZonedDateTime night = CalendarSpan.days(1).after(FIRST, i);
      steps.add(
          simulation.run(
              Candidate.complete(night.toLocalDate().toString(), night.toInstant())
                  .withBytes(100)));
    }
    return steps;
  }

  private static Simulation empty(String policy) {
    return new Simulation(RetentionPolicy.parse(policy), List.of(), BERLIN);
  }

  @Test
  void grandfatherFatherSonFillsUpAndStaysFull() {
    Simulation simulation = empty("keep-daily 7, keep-weekly 4, keep-monthly 6");
    List<Simulation.Step> steps = nights(simulation, 730);
    Simulation.Step last = steps.get(steps.size() - 1);
    assertThat(steps.get(0))
        .isEqualTo(new Simulation.Step(FIRST.toInstant(), 1, 100, 100, last.refusal()));
    assertThat(steps).extracting(Simulation.Step::archives).allMatch(n -> n <= 7 + 4 + 6);
    assertThat(last.bytes()).isEqualTo(100L * last.archives());
    assertThat(last.peakBytes()).isLessThanOrEqualTo(last.bytes() + 200);
    assertThat(simulation.decisions(last.at()))
        .allMatch(Decision::keep)
        .extracting(d -> d.candidate().id())
        .contains("2026-12-31", "2026-12-25", "2026-12-13", "2026-11-30", "2026-07-31")
        .doesNotContain("2026-06-30", "2026-12-24");
  }

  @Test
  void oneNightIsAddedBeforeOneIsRemoved() {
    List<Simulation.Step> steps = nights(empty("keep-last 3"), 5);
    assertThat(steps).extracting(Simulation.Step::archives).containsExactly(1, 2, 3, 3, 3);
    assertThat(steps)
        .extracting(Simulation.Step::peakBytes)
        .containsExactly(100L, 200L, 300L, 400L, 400L);
  }

  @Test
  void withoutRulesEverythingStays() {
    List<Simulation.Step> steps =
        nights(new Simulation(RetentionPolicy.KEEP_EVERYTHING, List.of(), BERLIN), 40);
    assertThat(steps.get(39).bytes()).isEqualTo(4000);
  }

  @Test
  void archivesThatAreThereAgeWithTheOthers() {
    Candidate present = Candidate.complete("old", FIRST.minusDays(2).toInstant()).withBytes(7);
    Simulation simulation =
        new Simulation(RetentionPolicy.parse("keep-within 3d"), List.of(present), BERLIN);
    assertThat(nights(simulation, 3))
        .extracting(Simulation.Step::bytes)
        .containsExactly(107L, 207L, 300L);
  }

  @Test
  void whatIsRefusedIsSaidAndRemovesNothing() {
    Simulation simulation = empty("keep-last 2, remove-at-most 30%");
    assertThat(nights(simulation, 4))
        .extracting(Simulation.Step::archives)
        .containsExactly(1, 2, 3, 4);
    assertThat(nights(empty("keep-last 2, remove-at-most 30%"), 3).get(2).refusal())
        .hasValueSatisfying(reason -> assertThat(reason).startsWith("1 of 3 archives would go"));
  }

  @Test
  void lastOfAMonthStaysTheLast() {
    ZonedDateTime start = LocalDateTime.parse("2025-01-31T02:00").atZone(BERLIN);
    CalendarSpan month = new CalendarSpan(1, CalendarSpan.Unit.MONTHS);
    assertThat(List.of(month.after(start, 1), month.after(start, 2)))
        .extracting(t -> t.toLocalDate().toString())
        .containsExactly("2025-02-28", "2025-03-31");
    assertThat(new CalendarSpan(12, CalendarSpan.Unit.HOURS).after(start, 3))
        .isEqualTo(start.plusHours(36));
  }
}
