package com.example.testing;

import static io.holdfast.testkit.BackupAssertions.assertThat;

import io.holdfast.core.retention.Candidate;
import io.holdfast.core.retention.RetentionPolicy;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A retention policy is a function: archives, an instant and a zone go in, reasons come out. */
final class RetentionPolicyTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final RetentionPolicy POLICY =
      RetentionPolicy.parse("keep-within 7d, keep-monthly 2");

  @Test
  void keepsAWeekAndTheLastNightOfAMonth() {
    assertThat(POLICY.evaluate(nightsBefore("2025-10-25", 60), at("2025-10-24"), BERLIN))
        .isDecided()
        .keeps("2025-10-24", "within 7d", "monthly 1 of 2")
        .keeps("2025-10-17", "within 7d")
        .removes("2025-10-16", "2025-10-01")
        .keeps("2025-09-30", "monthly 2 of 2")
        .removes("2025-08-31");
  }

  @Test
  void aMachineThatWasOffLosesNothing() {
    assertThat(POLICY.evaluate(nightsBefore("2025-10-25", 8), at("2026-05-01"), BERLIN))
        .keeps("2025-10-24")
        .keeps("2025-10-17");
  }

  private static List<Candidate> nightsBefore(String day, int count) {
    return Stream.iterate(LocalDate.parse(day).minusDays(1), date -> date.minusDays(1))
        .limit(count)
        .map(date -> Candidate.complete(date.toString(), at(date.toString())))
        .toList();
  }

  private static Instant at(String day) {
    return LocalDate.parse(day).atTime(3, 0).atZone(BERLIN).toInstant();
  }
}
