package io.holdfast.testkit;

import static io.holdfast.testkit.BackupAssertions.assertThat;
import static io.holdfast.testkit.BackupAssertions.assertThatThrownBy;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.SourceRecord.Outcome;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.run.BackupResult;
import io.holdfast.core.run.BackupRunner;
import io.holdfast.core.run.RunEnvironment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Doubles without a host around them, and what assertions about them say when they fail. */
final class EmbedderExampleTest {
  private final BackupPlan plan =
      BackupPlan.named("shop", Path.of("/backups")).source(VolumeSource.of("data")).build();
  private final InMemoryCatalog catalog = InMemoryCatalog.of(plan);
  private final MutableClock clock = MutableClock.at("2025-10-24T02:00:00Z");
  private final RecordingListener listener = new RecordingListener();

  private BackupResult run(FakeContainerEngine engine) throws InterruptedException {
    RunEnvironment environment = new RunEnvironment(clock, "host", "1");
    return new BackupRunner(catalog, engine, new FakeDirectories(), environment)
        .run(plan, listener);
  }

  @Test
  void doublesWorkAlone() throws Exception {
    try (var engine = new FakeContainerEngine()) {
      engine.addVolume("data", FileTree.builder().file("a.txt", "hello").build());
      engine.breakReading("data", new ReadFault.Unreadable("./b.txt: Permission denied"));
      BackupResult result = run(engine);
      assertThat(result).isIncomplete().have(Outcome.SAVED_WITH_ISSUES, "data");
      assertThat(catalog.tree(catalog.latest(), "data").text("a.txt")).isEqualTo("hello");
      assertThat(listener)
          .heardWarning("data", "./b.txt: Permission denied")
          .heard(BackupEvent.Verified.class, BackupEvent.Published.class);
    }
    catalog.assertNothingLeft();
  }

  @Test
  void assertionsSayWhatIsInstead() throws Exception {
    try (var engine = new FakeContainerEngine()) {
      engine.addVolume("data", FileTree.EMPTY);
      BackupResult result = run(engine);
      assertThatThrownBy(() -> assertThat(result).isIncomplete())
          .isInstanceOf(AssertionError.class)
          .hasMessageContainingAll("to be INCOMPLETE", "COMPLETE");
      assertThatThrownBy(() -> assertThat(result).misses("data"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("sources that are MISSING");
      assertThatThrownBy(() -> assertThat(result).failedWith(DestinationException.class))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("but it published shop_backup_");
      assertThatThrownBy(() -> assertThat(result).isNotVerified())
          .isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> assertThat(listener).heardWarning("anything"))
          .isInstanceOf(AssertionError.class);
      assertThatThrownBy(
              () ->
                  assertThat(listener)
                      .heard(BackupEvent.Published.class, BackupEvent.Verified.class))
          .isInstanceOf(AssertionError.class);
      assertThat(listener).heardNoWarning().neverHeard(BackupEvent.Removed.class);
    }
  }

  @Test
  void failedRunIsAsserted() throws Exception {
    catalog.showFreeSpace(10);
    try (var engine = new FakeContainerEngine()) {
      engine.addVolume("data", FileTree.EMPTY);
      BackupResult result = run(engine);
      assertThat(result).failedWith(DestinationException.class, "/backups");
      assertThatThrownBy(() -> assertThat(result).isComplete())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected a published archive");
    }
  }
}
