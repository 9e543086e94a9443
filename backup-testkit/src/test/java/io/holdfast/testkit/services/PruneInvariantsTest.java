package io.holdfast.testkit.services;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Archive.State;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.retention.CalendarPeriod;
import io.holdfast.core.retention.CalendarSpan;
import io.holdfast.core.retention.RetentionPolicy;
import io.holdfast.core.run.PruneResult;
import io.holdfast.core.run.Pruner;
import io.holdfast.testkit.Calls;
import io.holdfast.testkit.InMemoryCatalog;
import io.holdfast.testkit.MutableClock;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestFileSystems;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is true after pruning any catalog under any policy, whatever goes wrong. */
final class PruneInvariantsTest {
  private static final Instant NOW = Instant.parse("2025-10-24T02:00:00Z");

  /** A catalog made by chance, of which the test knows what the listing hides. */
  private static final class Trial {
    final Calls calls = new Calls();
    final RecordingListener listener = new RecordingListener();
    final BackupPlan plan;
    final InMemoryCatalog catalog;
    final List<Archive> before;
    final Set<Archive> damaged = new HashSet<>();
    final boolean includeLegacy;
    Optional<PruneResult> result = Optional.empty();

    Trial(int seed) {
      Random random = new Random(seed);
      plan =
          BackupPlan.named("shop", TestFileSystems.unix().getPath("/backups"))
              .source(VolumeSource.of("pg"))
              .retention(policy(random))
              .build();
      catalog = InMemoryCatalog.of(plan, calls);
      includeLegacy = random.nextBoolean();
      int count = 1 + random.nextInt(12);
      for (int i = 0; i < count; i++) {
        int hours = random.nextInt(40 * 24);
        int kind = random.nextInt(10);
        State state =
            kind < 6
                ? State.COMPLETE
                : kind < 8 ? State.INCOMPLETE : kind < 9 ? State.LEGACY : State.DAMAGED;
        catalog.addArchive(NOW.minus(Duration.ofHours(hours)), state);
      }
      before = catalog.archives();
      for (Archive archive : before) {
        if (archive.state() == State.DAMAGED) {
          damaged.add(archive);
        } else if (archive.state() != State.LEGACY && random.nextInt(4) == 0) {
          catalog.damage(archive, "pg", "bytes differ");
          damaged.add(archive);
        }
      }
    }

    private static RetentionPolicy policy(Random random) {
      RetentionPolicy.Builder policy = RetentionPolicy.builder().keepAtLeast(1 + random.nextInt(3));
      if (random.nextBoolean()) {
        policy.keepWithin(CalendarSpan.days(1 + random.nextInt(10)));
      }
      if (random.nextBoolean()) {
        policy.keepLast(1 + random.nextInt(4));
      }
      if (random.nextBoolean()) {
        policy.keepPer(CalendarPeriod.WEEK, 1 + random.nextInt(4));
      }
      return policy.build();
    }

    Trial run() throws InterruptedException {
      try {
        result =
            Optional.of(
                new Pruner(catalog, MutableClock.at(NOW))
                    .prune(plan, includeLegacy, false, listener));
      } catch (BackupException e) {
        result = Optional.empty();
      }
      return this;
    }

    List<Archive> removed() {
      List<Archive> removed = new ArrayList<>(before);
      removed.removeAll(catalog.archives());
      return removed;
    }

    private long good(List<Archive> archives) {
      return archives.stream()
          .filter(a -> a.state() == State.COMPLETE && !damaged.contains(a))
          .count();
    }

    void assertSound(String when) {
      String trial = when + ": " + result + " of " + before + ", damaged " + damaged + ", " + calls;
      catalog.assertNothingLeft();
      if (removed().isEmpty()) {
        return;
      }
      assertThat(good(catalog.archives()))
          .as("good archives that remain; %s", trial)
          .isGreaterThanOrEqualTo(Math.min(plan.retention().keepAtLeast(), good(before)));
      assertThat(removed())
          .as(trial)
          .noneMatch(a -> a.state() == State.DAMAGED)
          .noneMatch(a -> a.state() == State.LEGACY && !includeLegacy);
      assertThat(plan.retention().rules()).as(trial).isNotEmpty();
    }
  }

  @Test
  void enoughGoodArchivesAlwaysRemain() throws Exception {
    int trialsThatRemoved = 0;
    for (int seed = 0; seed < 3_000; seed++) {
      Trial trial = new Trial(seed).run();
      trial.assertSound("seed " + seed);
      assertThat(trial.result).isPresent();
      trialsThatRemoved += trial.removed().isEmpty() ? 0 : 1;
    }
    assertThat(trialsThatRemoved).isGreaterThan(500);
  }

  @Test
  void enoughGoodArchivesRemainWhateverCallFails() throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      int calls = new Trial(seed).run().calls.list().size();
      for (int i = 0; i < calls; i++) {
        Trial trial = new Trial(seed);
        trial.calls.failAt(i);
        trial.run().assertSound("seed " + seed + ", call " + i + " failed");
      }
    }
  }

  @Test
  void enoughGoodArchivesRemainWhereverItIsInterrupted() throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      int calls = new Trial(seed).run().calls.list().size();
      for (int i = 0; i < calls; i++) {
        Trial trial = new Trial(seed);
        trial.calls.interruptAt(i);
        try {
          trial.run();
        } catch (InterruptedException e) {
          assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
        boolean late = Thread.interrupted();
        trial.assertSound("seed " + seed + ", call " + i + " interrupted, late " + late);
      }
    }
  }

  @Test
  void decisionsAreWhatHappened() throws Exception {
    for (int seed = 0; seed < 500; seed++) {
      Trial trial = new Trial(seed).run();
      if (trial.result.orElseThrow() instanceof PruneResult.Pruned pruned) {
        assertThat(pruned.decisions()).hasSameSizeAs(trial.before);
        assertThat(pruned.decisions().stream().filter(d -> !d.keep()).map(d -> d.candidate().id()))
            .as("seed %d", seed)
            .containsExactlyInAnyOrderElementsOf(
                trial.removed().stream().map(a -> a.name().toString()).toList());
      } else {
        assertThat(trial.removed()).as("seed %d", seed).isEmpty();
      }
    }
  }
}
