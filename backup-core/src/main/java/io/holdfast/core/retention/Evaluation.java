package io.holdfast.core.retention;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;

/** One application of a policy to a set of archives. */
final class Evaluation {
  private Evaluation() {}

  static List<Decision> of(
      RetentionPolicy policy, Collection<Candidate> candidates, Instant now, ZoneId zone) {
    throw new IllegalStateException("being written");
  }
}
