package io.holdfast.testkit.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.LockedException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Archive.State;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.retention.Decision;
import io.holdfast.core.retention.RetentionPolicy;
import io.holdfast.core.run.PruneResult;
import io.holdfast.testkit.Call;
import io.holdfast.testkit.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PrunerTest {
  private static final Instant NOW = Instant.parse(Scene.NOW);

  private final Scene scene = new Scene();

  private Archive add(int daysAgo, State state) {
    Instant start = NOW.minus(Duration.ofDays(daysAgo));
    scene.catalog.addArchive(start, state);
    return scene.catalog.archives().stream()
        .filter(a -> a.startedAt().equals(start))
        .findFirst()
        .orElseThrow();
  }

  private List<Integer> daysAgo() {
    return scene.catalog.archives().stream()
        .map(a -> (int) Duration.between(a.startedAt(), NOW).toDays())
        .toList();
  }

  @Test
  void removesWhatIsTooOldOldestFirst() throws Exception {
    for (int days : List.of(1, 6, 8, 30, 60)) {
      add(days, State.COMPLETE);
    }
    PruneResult.Pruned result = (PruneResult.Pruned) scene.prune(false, false);
    assertThat(result.removed())
        .extracting(Object::toString)
        .containsExactly(
            "shop_backup_20250825_020000.tar.gz", "shop_backup_20250924_020000.tar.gz");
    assertThat(daysAgo()).containsExactly(1, 6, 8);
  }

  @Test
  void tellsWhyEachWasRemoved() throws Exception {
    add(1, State.COMPLETE);
    Archive old = add(30, State.COMPLETE);
    scene.prune(false, false);
    BackupEvent.Removed removed = scene.listener.only(BackupEvent.Removed.class);
    assertThat(removed.archive()).isEqualTo(old.name());
    assertThat(removed.why()).isEqualTo("older than 7d");
  }

  @Test
  void dryRunTakesNoLockAndRemovesNothing() throws Exception {
    add(1, State.COMPLETE);
    add(30, State.COMPLETE);
    scene.catalog.lockByOther(1, NOW);
    PruneResult.DryRun result = (PruneResult.DryRun) scene.prune(false, true);
    assertThat(result.decisions()).extracting(Decision::keep).containsExactly(true, false);
    assertThat(daysAgo()).containsExactly(1, 30);
    assertThat(scene.calls.list()).extracting(Call::operation).containsExactly(Operation.LIST);
  }

  @Test
  void otherRunsLockIsRespected() {
    scene.catalog.lockByOther(1, NOW);
    assertThatThrownBy(() -> scene.prune(false, false)).isInstanceOf(LockedException.class);
  }

  @Test
  void nothingIsReadWhenNothingIsToBeRemoved() throws Exception {
    add(1, State.COMPLETE);
    scene.prune(false, false);
    assertThat(scene.calls.count(Operation.OPEN)).isZero();
  }

  @Test
  void whatMustAlwaysRemainIsReadInFullBeforeAnythingGoes() throws Exception {
    add(1, State.COMPLETE);
    add(2, State.COMPLETE);
    add(30, State.COMPLETE);
    scene.prune(false, false);
    assertThat(scene.calls.list())
        .extracting(Call::operation)
        .containsSubsequence(Operation.VERIFY_ARCHIVE, Operation.DELETE);
    assertThat(scene.calls.targets(Operation.VERIFY_ARCHIVE))
        .containsExactly("shop_backup_20251023_020000.tar.gz");
  }

  @Test
  void damagedArchiveCountsForNothingAndStays() throws Exception {
    scene.catalog.damage(add(1, State.COMPLETE), "logs/a", "content differs");
    add(20, State.COMPLETE);
    add(30, State.COMPLETE);
    PruneResult.Pruned result = (PruneResult.Pruned) scene.prune(false, false);
    assertThat(daysAgo()).containsExactly(1, 20);
    assertThat(result.decisions().get(0).reasons())
        .containsExactly("not provably an intact archive of this plan, never removed");
    assertThat(scene.listener.warnings())
        .containsExactly(
            "archive shop_backup_20251023_020000.tar.gz is damaged and counts for nothing in"
                + " retention: logs/a: content differs");
  }

  @Test
  void nothingIsRemovedWhenNoArchiveIsWhole() throws Exception {
    for (int days : List.of(1, 20, 30)) {
      scene.catalog.damage(add(days, State.COMPLETE), "x", "bad");
    }
    scene.prune(false, false);
    assertThat(daysAgo()).containsExactly(1, 20, 30);
  }

  @Test
  void archiveThatCannotBeOpenedIsDamaged() throws Exception {
    Archive newest = add(1, State.COMPLETE);
    add(20, State.COMPLETE);
    add(30, State.COMPLETE);
    scene.calls.failOn(Operation.OPEN, newest.name().toString(), new ArchiveException("not gzip"));
    scene.prune(false, false);
    assertThat(daysAgo()).containsExactly(1, 20);
  }

  @Test
  void onlyDamageThatListingSeesIsNeverRemovedEither() throws Exception {
    add(1, State.COMPLETE);
    add(99, State.DAMAGED);
    scene.prune(true, false);
    assertThat(daysAgo()).containsExactly(1, 99);
  }

  @Test
  void legacyArchivesGoOnlyWhenIncluded() throws Exception {
    add(1, State.COMPLETE);
    add(3, State.LEGACY);
    add(30, State.LEGACY);
    scene.prune(false, false);
    assertThat(daysAgo()).containsExactly(1, 3, 30);
    scene.prune(true, false);
    assertThat(daysAgo()).containsExactly(1, 3);
  }

  @Test
  void legacyArchivesAloneAreNeverRemoved() throws Exception {
    add(30, State.LEGACY);
    add(60, State.LEGACY);
    scene.prune(true, false);
    assertThat(daysAgo()).containsExactly(30, 60);
  }

  @Test
  void archiveFromTheFutureStopsDeletion() throws Exception {
    add(-700, State.COMPLETE);
    add(1, State.COMPLETE);
    add(30, State.COMPLETE);
    PruneResult.Refused result = (PruneResult.Refused) scene.prune(false, false);
    assertThat(result.reason())
        .startsWith("shop_backup_20270924_020000.tar.gz starts at 2027-09-24T02:00:00Z but it is")
        .contains("one of the clocks is wrong, nothing was removed");
    assertThat(daysAgo()).containsExactly(-700, 1, 30);
    assertThat(scene.listener.warnings()).hasSize(1);
  }

  @Test
  void archiveFromTheFutureIsNoTroubleWhileNothingIsToGo() throws Exception {
    add(-700, State.COMPLETE);
    add(1, State.COMPLETE);
    assertThat(scene.prune(false, false)).isInstanceOf(PruneResult.Pruned.class);
  }

  @Test
  void runWithAClockYearsAheadRemovesNothing() throws Exception {
    add(1, State.COMPLETE);
    add(2, State.COMPLETE);
    scene.clock.advance(Duration.ofDays(730));
    PruneResult.Refused prune = (PruneResult.Refused) scene.runWell().prune();
    assertThat(prune.reason()).contains("is 731 days newer than the one before");
    assertThat(scene.catalog.archives()).hasSize(3);
    // the clock is corrected: what was made meanwhile expires nobody
    scene.clock.set(NOW.plus(Duration.ofDays(1)));
    scene.runWell();
    assertThat(scene.catalog.archives()).hasSize(4);
  }

  @Test
  void machineThatWasOffForTwoMonthsPrunesAsUsual() throws Exception {
    add(60, State.COMPLETE);
    add(61, State.COMPLETE);
    assertThat(scene.runWell().prune()).isInstanceOf(PruneResult.Pruned.class);
    assertThat(daysAgo()).containsExactly(0);
  }

  @Test
  void runWithAClockThatWasSetBackKeepsWhatItMade() throws Exception {
    add(1, State.COMPLETE);
    add(30, State.COMPLETE);
    scene.clock.set(Instant.EPOCH);
    scene.runWell();
    assertThat(scene.catalog.archives()).hasSize(3);
  }

  @Test
  void incompleteArchiveOfThisRunStaysThoughItIsTheOldest() throws Exception {
    Scene other =
        new Scene(
            (plan, root) ->
                plan.source(VolumeSource.of("nowhere"))
                    .retention(RetentionPolicy.parse("keep-last 1")));
    other.catalog.addArchive(NOW.plusSeconds(60), State.COMPLETE);
    PruneResult prune = other.runWell().prune();
    assertThat(other.catalog.archives()).hasSize(2);
    assertThat(prune.decisions().get(1).reasons()).containsExactly("made by this run");
  }

  @Test
  void deletionThatFailsGoesOnWithTheOthers() throws Exception {
    add(1, State.COMPLETE);
    add(20, State.COMPLETE);
    Archive stuck = add(30, State.COMPLETE);
    scene.calls.failOn(
        Operation.DELETE, stuck.name().toString(), new DestinationException("immutable"));
    PruneResult.PartlyFailed result = (PruneResult.PartlyFailed) scene.prune(false, false);
    assertThat(result.removed()).hasSize(1);
    assertThat(result.failures())
        .containsExactly(stuck.name() + " (1.0 kB) could not be removed: immutable");
    assertThat(daysAgo()).containsExactly(1, 30);
  }

  @Test
  void listingThatFailsRemovesNothing() {
    scene.calls.failOn(Operation.LIST, new DestinationException("Input/output error"));
    assertThatThrownBy(() -> scene.prune(false, false)).isInstanceOf(DestinationException.class);
    scene.catalog.assertNothingLeft();
  }

  @Test
  void listingThatFailsAfterARunLeavesTheRunGoodAndPrunesNothing() throws Exception {
    Scene failing = new Scene();
    failing.runWell();
    int afterwards = failing.calls.list().lastIndexOf(Call.of(Operation.LIST));
    failing = new Scene();
    failing.calls.failAt(afterwards);
    PruneResult.Refused prune = (PruneResult.Refused) failing.runWell().prune();
    assertThat(prune.reason()).startsWith("made to fail");
    assertThat(failing.listener.only(BackupEvent.RunFinished.class).outcome())
        .isEqualTo("complete; nothing was pruned");
  }

  @Test
  void unexpectedExceptionIsNotHiddenAndLeavesNothingBehind() {
    Scene broken = new Scene();
    int[] listings = {0};
    broken.calls.before(
        Operation.LIST,
        call -> {
          if (++listings[0] == 2) {
            throw new IllegalStateException("a bug");
          }
        });
    assertThatThrownBy(broken::run).isInstanceOf(IllegalStateException.class);
    broken.assertNothingLeft();
    assertThat(broken.listener.only(BackupEvent.RunFinished.class).outcome())
        .isEqualTo("stopped after the archive was published");
  }

  @Test
  void withoutRulesNothingIsRemoved() throws Exception {
    Scene keeping = new Scene((plan, root) -> plan.retention(RetentionPolicy.KEEP_EVERYTHING));
    keeping.catalog.addArchive(NOW.minus(Duration.ofDays(9999)), State.COMPLETE);
    keeping.prune(true, false);
    assertThat(keeping.catalog.archives()).hasSize(1);
  }

  @Test
  void keepAtLeastIsProvenToItsCount() throws Exception {
    Scene three =
        new Scene(
            (plan, root) ->
                plan.retention(RetentionPolicy.parse("keep-within 1d, keep-at-least 3")));
    for (int days : List.of(0, 10, 20, 30)) {
      three.catalog.addArchive(NOW.minus(Duration.ofDays(days)), State.COMPLETE);
    }
    three.prune(false, false);
    assertThat(three.calls.count(Operation.VERIFY_ARCHIVE)).isEqualTo(3);
    assertThat(three.catalog.archives()).hasSize(3);
  }
}
