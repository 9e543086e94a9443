package com.example.retention;

import io.holdfast.core.retention.Candidate;
import io.holdfast.core.retention.Decision;
import io.holdfast.core.retention.RetentionPolicy;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Stream;

/** Shows which of many nightly archives a policy would keep, and why. */
public final class RetentionPreview {
  static final RetentionPolicy POLICY =
      RetentionPolicy.parse("keep-within 7d, keep-weekly 4, keep-monthly 6");

  private RetentionPreview() {}

  /** Decides about an archive of each of the last nights, all complete. */
  static List<Decision> decide(RetentionPolicy policy, ZonedDateTime newest, int nights) {
    List<Candidate> archives =
        Stream.iterate(newest, night -> night.minus(Period.ofDays(1)))
            .limit(nights)
            .map(
                night ->
                    Candidate.complete(night.toLocalDate().toString(), night.toInstant()))
            .toList();
    return policy.evaluate(archives, newest.toInstant(), newest.getZone()).decisions();
  }

  /** Prints what stays of 200 nights. */
  public static void main(String[] args) {
    ZonedDateTime newest = Instant.parse("2025-10-24T00:00:00Z").atZone(ZoneId.of("Europe/Moscow"));
    decide(POLICY, newest, 200).stream()
        .filter(Decision::keep)
        .forEach(
            d -> System.out.println(d.candidate().id() + "  " + String.join(", ", d.reasons())));
  }
}
