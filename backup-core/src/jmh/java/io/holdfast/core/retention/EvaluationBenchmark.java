package io.holdfast.core.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One decision about many archives, 17 minutes apart, in no order; every tenth is incomplete. */
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 5, time = 1)
public class EvaluationBenchmark {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Instant NOW = Instant.parse("2025-10-24T02:00:00Z");

  @Param({"100", "10000", "100000"})
  int archives;

  @Param({
    "keep-within 7d",
    "keep-within 7d; keep-last 5; keep-hourly 48; keep-daily 9; keep-weekly 9; keep-monthly 99;"
        + " keep-yearly 9"
  })
  String rules = "";

  private final List<Candidate> candidates = new ArrayList<>();
  private RetentionPolicy policy = RetentionPolicy.KEEP_EVERYTHING;

  /** Makes the archives. */
  @Setup
  public void make() {
    policy = RetentionPolicy.parse(rules.replace(';', ','));
    for (int i = 0; i < archives; i++) {
      Candidate complete =
          Candidate.complete("archive" + i, NOW.minus(Duration.ofMinutes(17L * i)));
      candidates.add(i % 10 == 9 ? complete.withStanding(Candidate.Standing.INCOMPLETE) : complete);
    }
    Collections.shuffle(candidates, new Random(1));
  }

  @Benchmark
  public Evaluation evaluate() {
    return policy.evaluate(candidates, NOW, ZONE);
  }
}
