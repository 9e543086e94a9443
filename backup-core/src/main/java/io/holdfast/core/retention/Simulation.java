package io.holdfast.core.retention;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A catalog in thought: runs add archives to it, and a policy prunes it after each. Shows what a
 * policy leaves over months and years. Not thread-safe.
 */
public final class Simulation {
  private final RetentionPolicy policy;
  private final ZoneId zone;
  private final List<Candidate> archives;

  /**
   * Starts with archives that are there; nothing is removed yet.
   *
   * @param policy what prunes after each run
   * @param present archives at the beginning; not changed
   * @param zone the calendar of days, weeks, months and years
   */
  public Simulation(RetentionPolicy policy, Collection<Candidate> present, ZoneId zone) {
    this.policy = policy;
    this.zone = zone;
    archives = new ArrayList<>(present);
  }

  /**
   * What is there after a run.
   *
   * @param at when the run started
   * @param archives how many
   * @param bytes the space they take
   * @param peakBytes the space taken when the run's archive was made and nothing pruned yet
   * @param refusal why nothing was removed; empty when nothing spoke against it
   */
  public record Step(
      Instant at, int archives, long bytes, long peakBytes, Optional<String> refusal) {}

  /**
   * Adds the archive of a run, and prunes at the instant it started.
   *
   * @param made the archive of the run; newer than all that are there
   * @return what is there afterwards; the new archive always is
   */
  public Step run(Candidate made) {
    archives.add(made);
    long peak = bytes();
    Optional<String> refusal = policy.rules().isEmpty() ? Optional.empty() : prune(made);
    return new Step(made.startedAt(), archives.size(), bytes(), peak, refusal);
  }

  private Optional<String> prune(Candidate made) {
    Evaluation evaluation = policy.evaluate(archives, made.startedAt(), zone);
    if (evaluation instanceof Evaluation.Refused refused) {
      return Optional.of(refused.reason());
    }
    archives.clear();
    evaluation.decisions().stream()
        .filter(d -> d.keep() || d.candidate().equals(made))
        .map(Decision::candidate)
        .forEach(archives::add);
    return Optional.empty();
  }

  /**
   * What is there, with the reasons, seen at an instant.
   *
   * @param now tells which archives claim to be from the future, as in {@link
   *     RetentionPolicy#evaluate}
   * @return a decision per archive, newest first
   */
  public List<Decision> decisions(Instant now) {
    return policy.evaluate(archives, now, zone).decisions();
  }

  private long bytes() {
    return archives.stream().mapToLong(Candidate::bytes).sum();
  }
}
