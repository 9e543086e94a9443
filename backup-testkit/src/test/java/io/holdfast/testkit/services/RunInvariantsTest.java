package io.holdfast.testkit.services;

import static io.holdfast.testkit.BackupAssertions.assertThat;

import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Outcome;
import io.holdfast.core.engine.Container.State;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.run.BackupResult;
import io.holdfast.core.run.BackupRunner;
import io.holdfast.core.run.RunEnvironment;
import io.holdfast.testkit.Call;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.Operation;
import io.holdfast.testkit.ReadFault;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is true after a run, whatever went wrong in it. */
final class RunInvariantsTest {

  /** A run of the shop, with what went wrong. */
  private static final class Trial {
    final Shop shop = new Shop();
    final List<Call> failed = new ArrayList<>();
    Optional<BackupResult> result = Optional.empty();
    String how = "nothing went wrong";
    boolean broken;

    Trial failAt(int index) {
      before(index, "fails", () -> {});
      shop.calls().failAt(index);
      return this;
    }

    Trial interruptAt(int index) {
      before(index, "is interrupted", () -> {});
      shop.calls().interruptAt(index);
      return this;
    }

    Trial breakAt(int index) {
      broken = true;
      return before(
          index,
          "throws what nobody expects",
          () -> {
            throw new IllegalStateException("a mistake in an adapter");
          });
    }

    private Trial before(int index, String what, Runnable action) {
      how = how.startsWith("nothing") ? "" : how + "; ";
      how += "call " + index + " " + what;
      for (Operation operation : Operation.values()) {
        shop.calls()
            .before(
                operation,
                call -> {
                  if (shop.calls().list().size() == index + 1) {
                    failed.add(call);
                    action.run();
                  }
                });
      }
      return this;
    }

    Trial run() {
      try {
        result = Optional.of(shop.scene.run());
      } catch (InterruptedException e) {
        assertThat(Thread.currentThread().isInterrupted()).as(this::toString).isFalse();
      } catch (IllegalStateException e) {
        assertThat(e).as(this::toString).hasMessage("a mistake in an adapter");
      }
      // What cannot be interrupted leaves the flag to its caller
      boolean interruptedLate = Thread.interrupted();
      assertThat(interruptedLate && result.isEmpty()).as(this::toString).isFalse();
      return this;
    }

    int calls() {
      return shop.calls().list().size();
    }

    @Override
    public String toString() {
      return how + " (" + failed + "), result " + result + ", calls " + shop.calls();
    }

    void assertSound() {
      shop.scene.catalog.assertNothingLeft();
      assertThat(shop.scene.engine.helpers()).as(this::toString).isEmpty();
      assertContainersAreAsTheyWere();
      assertArchivesAreTrue();
      assertNoneIsLost();
      assertStoryHasBeginningAndEnd();
    }

    private void assertContainersAreAsTheyWere() {
      if (failed.stream().noneMatch(call -> call.operation() == Operation.RESUME)) {
        shop.scene.engine.assertNothingLeft();
        assertThat(shop.scene.engine.state("db")).as(this::toString).isEqualTo(State.RUNNING);
        assertThat(shop.scene.engine.state("store")).as(this::toString).isEqualTo(State.RUNNING);
      }
      assertThat(shop.scene.engine.state("idle")).as(this::toString).isEqualTo(State.STOPPED);
    }

    private Optional<Archive> fresh() {
      return shop.scene.catalog.archives().stream()
          .filter(a -> a.startedAt().equals(Shop.NOW))
          .findFirst();
    }

    private void assertArchivesAreTrue() {
      Optional<Archive> published =
          result
              .filter(BackupResult.Published.class::isInstance)
              .map(r -> ((BackupResult.Published) r).archive());
      if (result.isPresent()) {
        assertThat(fresh()).as(this::toString).isEqualTo(published);
      }
      if (fresh().isEmpty()) {
        return;
      }
      Archive archive = fresh().get();
      assertThat(shop.calls().list())
          .as(this::toString)
          .containsSubsequence(
              Call.of(Operation.FINISH, Shop.FRESH_NAME),
              Call.of(Operation.VERIFY, Shop.FRESH_NAME),
              Call.of(Operation.PUBLISH, Shop.FRESH_NAME));
      List<SourceRecord> records = archive.info().orElseThrow().sources();
      assertThat(records)
          .as(this::toString)
          .extracting(SourceRecord::name)
          .containsExactlyElementsOf(Shop.contents().keySet());
      boolean complete = true;
      for (SourceRecord record : records) {
        if (record.isArchived()) {
          assertThat(texts(shop.scene.catalog.tree(archive, record.name())))
              .as(this::toString)
              .isEqualTo(texts(Shop.contents().get(record.name())));
        }
        complete &= record.outcome() == Outcome.SAVED;
      }
      assertThat(archive.state() == Archive.State.COMPLETE).as(this::toString).isEqualTo(complete);
      if (!complete) {
        assertThat(shop.scene.listener.warnings()).as(this::toString).isNotEmpty();
      }
    }

    /**
     * Names, kinds and contents; owners and modes do not pass through the file system in memory.
     */
    private static List<String> texts(FileTree tree) {
      return tree.entries().stream()
          .sorted((a, b) -> a.path().compareTo(b.path()))
          .map(e -> e.type() + " " + e.path() + " " + e.size() + " " + e.linkTarget())
          .toList();
    }

    private void assertNoneIsLost() {
      assertThat(shop.archives()).as(this::toString).contains(Shop.RECENT_NAME);
      if (!shop.archives().contains(Shop.OLD_NAME)) {
        assertThat(shop.calls().list())
            .as(this::toString)
            .containsSubsequence(
                Call.of(Operation.PUBLISH, Shop.FRESH_NAME),
                Call.of(Operation.DELETE, Shop.OLD_NAME));
      }
      if (fresh().isEmpty()) {
        assertThat(shop.archives())
            .as(this::toString)
            .containsExactly(Shop.RECENT_NAME, Shop.OLD_NAME);
      }
    }

    private void assertStoryHasBeginningAndEnd() {
      boolean locked = shop.calls().list().size() > 1;
      int times = locked ? 1 : 0;
      assertThat(shop.scene.listener.events(BackupEvent.RunStarted.class))
          .as(this::toString)
          .hasSize(times);
      assertThat(shop.scene.listener.events(BackupEvent.RunFinished.class))
          .as(this::toString)
          .hasSize(times);
      // The lock is freed after the end is told
      boolean toldTooEarly =
          broken && failed.stream().anyMatch(c -> c.operation() == Operation.UNLOCK);
      boolean good = result.filter(BackupResult.Published.class::isInstance).isPresent();
      for (BackupEvent.RunFinished end :
          shop.scene.listener.events(BackupEvent.RunFinished.class)) {
        assertThat(end.good())
            .as(this::toString)
            .isEqualTo(good || (toldTooEarly && fresh().isPresent()));
      }
    }
  }

  private static int callsOfAGoodRun() {
    Trial good = new Trial().run();
    good.assertSound();
    assertThat(good.result.orElseThrow()).isComplete().prune().removed(Shop.OLD_NAME);
    assertThat(good.calls()).isGreaterThan(40);
    return good.calls();
  }

  @Test
  void anyOneCallMayFail() {
    int calls = callsOfAGoodRun();
    for (int i = 0; i < calls; i++) {
      new Trial().failAt(i).run().assertSound();
    }
  }

  @Test
  void anyTwoCallsMayFail() {
    int calls = callsOfAGoodRun();
    Random random = new Random(20251024);
    for (int i = 0; i < 500; i++) {
      new Trial().failAt(random.nextInt(calls)).failAt(random.nextInt(calls)).run().assertSound();
    }
  }

  @Test
  void runMayBeInterruptedAtAnyCall() {
    int calls = callsOfAGoodRun();
    for (int i = 0; i < calls; i++) {
      new Trial().interruptAt(i).run().assertSound();
    }
  }

  @Test
  void runMayBeInterruptedAtAnyCallAfterAnotherFailed() {
    int calls = callsOfAGoodRun();
    Random random = new Random(20251025);
    for (int i = 0; i < 300; i++) {
      new Trial()
          .failAt(random.nextInt(calls))
          .interruptAt(random.nextInt(calls))
          .run()
          .assertSound();
    }
  }

  @Test
  void anyCallMayThrowWhatNobodyExpects() {
    int calls = callsOfAGoodRun();
    for (int i = 0; i < calls; i++) {
      new Trial().breakAt(i).run().assertSound();
    }
  }

  @Test
  void listenerMayThrowAtAnyEvent() throws Exception {
    Shop first = new Shop();
    first.scene.run();
    int events = first.scene.listener.events().size();
    for (int i = 0; i < events; i++) {
      Shop shop = new Shop();
      List<BackupEvent> heard = new ArrayList<>();
      int failing = i;
      BackupResult result =
          runner(shop)
              .run(
                  shop.scene.plan,
                  event -> {
                    heard.add(event);
                    if (heard.size() == failing + 1) {
                      throw new IllegalStateException("the listener's own mistake");
                    }
                  });
      assertThat(result).isComplete().prune().removed(Shop.OLD_NAME);
      assertThat(heard).hasSize(i + 1);
      shop.scene.assertNothingLeft();
    }
  }

  private static BackupRunner runner(Shop shop) {
    return new BackupRunner(
        shop.scene.catalog,
        shop.scene.engine,
        shop.scene.directories,
        new RunEnvironment(shop.scene.clock, "host", "0"));
  }

  @Test
  void volumeWhoseTarIsCutAnywhereIsNotInTheArchive() throws Exception {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    Shop.FILES.writeTar(tar);
    for (long cut = 0; cut < tar.size(); cut += 256) {
      for (ReadFault fault : List.of(new ReadFault.EndAfter(cut), new ReadFault.FailAfter(cut))) {
        Trial trial = new Trial();
        trial.how = fault.toString();
        trial.shop.scene.engine.breakReading("shop_files", fault);
        trial.run().assertSound();
        assertThat(trial.result.orElseThrow())
            .isIncomplete()
            .have(Outcome.FAILED, "shop_files")
            .saved("logs", "shop_pg", "shop_media", "sessions");
      }
    }
  }
}
