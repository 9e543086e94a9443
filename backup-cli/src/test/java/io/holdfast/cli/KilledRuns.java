package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.Attack.Delayed;
import io.holdfast.cli.Attack.Ended;
import io.holdfast.cli.Attack.Milestone;
import io.holdfast.cli.Attack.Signal;
import io.holdfast.cli.Attack.Traced;
import io.holdfast.cli.Attack.Watched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A series of attacks on the runs of one plan, and what has to hold after each. */
final class KilledRuns {
  /** {@code -Dholdfast.kills=200}: how many attacks there are. */
  static final int KILLS = Integer.getInteger("holdfast.kills", 20);

  private static final long SEED = Long.getLong("holdfast.kills.seed", 20251024);

  private static final List<Signal> SIGNALS = List.of(Signal.values());

  private final CrashSite site;
  private final Check besides;
  private final Random random = new Random(SEED);
  private final List<String> report = new ArrayList<>();
  private final long usualMillis;

  /**
   * Makes the first archives.
   *
   * @param besides what else has to hold after a run that could clean up, or after the next one
   */
  KilledRuns(CrashSite site, Check besides) throws Exception {
    this.site = site;
    this.besides = besides;
    long start = System.nanoTime();
    Ended ended = Ended.of(site.run().start());
    usualMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertThat(ended.code()).as(ended.output()).isZero();
    site.checkWhole();
    for (int i = 0; i < CrashSite.KEPT; i++) {
      site.runAgain();
    }
  }

  /** Something that has to hold. */
  interface Check {
    void check() throws Exception;
  }

  /** Attacks the plan's next run, and checks. */
  void strike(Attack attack) throws Exception {
    List<String> before = List.copyOf(site.archives().keySet());
    Ended ended = attack.on(site);
    List<String> made = new ArrayList<>(site.archives().keySet());
    made.removeAll(before);
    report.add(
        attack
            + " -> exit code "
            + ended.code()
            + (made.isEmpty() ? ", nothing published" : ", published")
            + (site.hasLeftovers() ? ", something left" : ""));
    try {
      assertThat(ended.code()).isIn(0, attack.signal().exitCode());
      assertThat(made).hasSizeBetween(ended.code() == 0 ? 1 : 0, 1);
      site.checkWhole();
      if (attack.signal() != Signal.KILL) {
        site.assertNothingLeft();
        besides.check();
      }
      site.runAgain();
      besides.check();
    } catch (AssertionError e) {
      throw new AssertionError(
          "seed " + SEED + ", kill " + report.size() + ", " + attack + ": " + ended, e);
    }
  }

  /** What became of each attack; also written to a file of this name. */
  List<String> report(String name) throws IOException {
    Files.write(Path.of("target", name), report);
    return report;
  }

  /** Before a system call from the end of the writing on; all of them, then with other signals. */
  static Attack traced(int n) {
    List<Traced> all = Traced.FROM_FINISH_ON;
    return all.get(n % all.size()).with(signal(n / all.size()));
  }

  /** When something shows, or a little later. */
  Attack watched(int n) {
    List<Milestone> all = List.of(Milestone.values());
    return new Watched(
        signal(n), all.get((n + n / all.size()) % all.size()), random.nextInt(30) * 1000L);
  }

  /** At any time. */
  Attack delayed(int n) {
    return new Delayed(signal(n), (long) (random.nextDouble() * 1.2 * usualMillis));
  }

  private static Signal signal(int n) {
    return SIGNALS.get(n % SIGNALS.size());
  }
}
