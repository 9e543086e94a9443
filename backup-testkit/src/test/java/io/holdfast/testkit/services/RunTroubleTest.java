package io.holdfast.testkit.services;

import static io.holdfast.testkit.BackupAssertions.assertThat;

import io.holdfast.core.DestinationException;
import io.holdfast.core.EngineException;
import io.holdfast.core.LockedException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.SourceRecord.Outcome;
import io.holdfast.core.engine.Container.State;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.core.plan.VolumeRef;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.run.BackupResult;
import io.holdfast.testkit.Operation;
import io.holdfast.testkit.ReadFault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a run does about trouble with its host, its clock and other runs. */
@Timeout(60)
final class RunTroubleTest {
  private final Shop shop = new Shop();
  private final Scene scene = shop.scene;

  @Test
  void containersStandStillOnlyWhileTheirVolumeIsRead() throws Exception {
    List<String> states = new ArrayList<>();
    for (Operation operation :
        List.of(Operation.READ, Operation.FINISH_READ, Operation.FINISH, Operation.VERIFY)) {
      scene.calls.before(
          operation,
          call ->
              states.add(
                  call + ": " + scene.engine.state("db") + " " + scene.engine.state("store")));
    }
    assertThat(scene.run()).isComplete();
    assertThat(states)
        .containsExactly(
            "READ shop_pg: STOPPED RUNNING",
            "FINISH_READ shop_pg: STOPPED RUNNING",
            "READ shop_media: RUNNING RUNNING",
            "FINISH_READ shop_media: RUNNING RUNNING",
            "READ shop_files: RUNNING PAUSED",
            "FINISH_READ shop_files: RUNNING PAUSED",
            "FINISH " + Shop.FRESH_NAME + ": RUNNING RUNNING",
            "VERIFY " + Shop.FRESH_NAME + ": RUNNING RUNNING");
  }

  @Test
  void deniedSocketStopsTheRunBeforeAnythingIsTouched() throws Exception {
    scene.engine.denyAccess();
    assertThat(scene.run()).failedWith(EngineException.class, "permission denied");
    assertThat(scene.calls.count(Operation.BEGIN)).isZero();
    assertThat(shop.archives()).containsExactly(Shop.RECENT_NAME, Shop.OLD_NAME);
  }

  @Test
  void engineThatStopsInTheMiddleCostsItsVolumesOnly() throws Exception {
    scene.calls.before(
        Operation.APPEND,
        call -> {
          if (call.target().equals("logs")) {
            scene.engine.stop();
          }
        });
    assertThat(scene.run())
        .isIncomplete()
        .saved("logs", "sessions")
        .have(Outcome.FAILED, "shop_pg", "shop_media", "shop_files");
    assertThat(scene.listener).heardWarning("shop_pg", "no engine answers");
  }

  @Test
  void engineThatStopsWhileAContainerIsStoppedLeavesAWarningThatNamesIt() throws Exception {
    scene.calls.before(
        Operation.FINISH_READ,
        call -> {
          if (call.target().equals("shop_pg")) {
            scene.engine.stop();
          }
        });
    assertThat(scene.run()).isIncomplete().saved("logs", "shop_pg");
    assertThat(scene.listener).heardWarning("db", "may still stand still", "docker");
  }

  @Test
  void missingHelperImageMattersOnlyWhereItIsForced() throws Exception {
    scene.engine.removeHelperImage();
    assertThat(scene.run()).isComplete();

    Scene forced =
        Scene.saving(
            (plan, root) ->
                plan.source(DirectorySource.of("logs", root.resolve("srv/logs")))
                    .source(
                        new VolumeSource(
                            new VolumeRef.Named("shop_media"),
                            VolumeAccess.HELPER,
                            QuiesceMode.NONE,
                            Selection.EVERYTHING,
                            OptionalLong.empty())));
    forced.engine.removeHelperImage();
    assertThat(forced.run()).isIncomplete().have(Outcome.FAILED, "shop_media");
    assertThat(forced.listener).heardWarning("shop_media", "no helper image");
  }

  @Test
  void misspeltVolumeIsNamedWithTheNearest() throws Exception {
    Scene misspelt =
        Scene.saving(
            (plan, root) ->
                plan.source(VolumeSource.of("shop_meida")).source(VolumeSource.of("shop_pg")));
    assertThat(misspelt.run()).isIncomplete().misses("shop_meida").saved("shop_pg");
    assertThat(misspelt.listener).heardWarning("'shop_meida'", "'shop_media'");
  }

  @Test
  void fullDestinationEndsTheRunAndBringsContainersBackAtOnce() throws Exception {
    scene.calls.failOn(
        Operation.APPEND, "shop_pg", new DestinationException("no space left on device"));
    assertThat(scene.run()).failedWith(DestinationException.class, "no space left on device");
    assertThat(scene.calls.targets(Operation.READ)).containsExactly("shop_pg");
    assertThat(scene.engine.state("db")).isEqualTo(State.RUNNING);
    assertThat(shop.archives()).containsExactly(Shop.RECENT_NAME, Shop.OLD_NAME);
    scene.assertNothingLeft();
  }

  @Test
  void incompleteRunPrunesWhatItsOlderCompleteOnesAllow() throws Exception {
    Instant veryOld = Shop.NOW.minus(Duration.ofDays(30));
    scene.catalog.addArchive(veryOld, Archive.State.COMPLETE);
    scene.engine.removeVolume("shop_media");
    // Seven days count from the newest complete archive, which is that of three days ago
    assertThat(scene.run())
        .isIncomplete()
        .misses("shop_media")
        .prune()
        .removed("shop_backup_20250924_020000.tar.gz")
        .keeps(Shop.RECENT_NAME)
        .keeps(Shop.OLD_NAME);
  }

  @Test
  void secondRunInTheSameSecondOverwritesNothing() throws Exception {
    assertThat(scene.run()).isComplete();
    assertThat(scene.run()).isComplete();
    assertThat(shop.archives())
        .containsExactly("shop_backup_20251024_020000_2.tar.gz", Shop.FRESH_NAME, Shop.RECENT_NAME);
  }

  @Test
  void clockSetBackInTheMiddleMakesNoNegativeTimes() throws Exception {
    scene.calls.before(Operation.FINISH, call -> scene.clock.advance(Duration.ofHours(-2)));
    BackupResult result = scene.run();
    assertThat(result).isComplete();
    assertThat(result.took()).isEqualTo(Duration.ZERO);
  }

  @Test
  void clockFarInTheFutureRemovesNothing() throws Exception {
    scene.clock.set(Instant.parse("2037-01-01T00:00:00Z"));
    assertThat(scene.run()).isComplete().prune().isRefused("clock");
    assertThat(shop.archives()).contains(Shop.RECENT_NAME, Shop.OLD_NAME);
  }

  @Test
  void runThatHangsIsCancelledByItsInterrupt() throws Exception {
    scene.engine.breakReading("shop_pg", new ReadFault.StallAfter(1_000, new CountDownLatch(1)));
    AtomicReference<String> end = new AtomicReference<>("nothing yet");
    Thread run = start(end);
    awaitReadingOf("shop_pg");
    assertThat(scene.engine.state("db")).isEqualTo(State.STOPPED);
    run.interrupt();
    run.join();
    assertThat(end.get()).isEqualTo("interrupted");
    assertThat(scene.engine.state("db")).isEqualTo(State.RUNNING);
    assertThat(shop.archives()).containsExactly(Shop.RECENT_NAME, Shop.OLD_NAME);
    assertThat(scene.listener.only(BackupEvent.RunFinished.class).good()).isFalse();
    scene.assertNothingLeft();
  }

  @Test
  void secondRunWhileTheFirstIsOnIsRefusedAndTheFirstEndsWell() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    scene.engine.breakReading("shop_pg", new ReadFault.StallAfter(1_000, go));
    AtomicReference<String> end = new AtomicReference<>("nothing yet");
    Thread first = start(end);
    awaitReadingOf("shop_pg");
    assertThat(scene.run()).failedWith(LockedException.class);
    go.countDown();
    first.join();
    assertThat(end.get()).startsWith("Published");
    scene.assertNothingLeft();
  }

  private Thread start(AtomicReference<String> end) {
    Thread run =
        new Thread(
            () -> {
              try {
                end.set(scene.run().toString());
              } catch (InterruptedException e) {
                end.set("interrupted");
              }
            });
    run.start();
    return run;
  }

  private void awaitReadingOf(String volume) throws InterruptedException {
    while (!scene.calls.targets(Operation.APPEND).contains(volume)) {
      Thread.sleep(1);
    }
  }
}
