package io.holdfast.archive;

import static io.holdfast.testkit.BackupAssertions.assertThat;
import static io.holdfast.testkit.BackupAssertions.assertThatExceptionOfType;

import io.holdfast.core.LockedException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.PlanName;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.run.BackupResult;
import io.holdfast.core.run.BackupRunner;
import io.holdfast.core.run.RunEnvironment;
import io.holdfast.testkit.FakeContainerEngine;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.RecordingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs in somebody's JVM: several at once, and cancelled by an interrupt. */
@Timeout(60)
final class EmbeddedRunsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2025-10-24T08:25:03Z"), ZoneOffset.UTC);

  @TempDir Path temporary;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  @AfterEach
  void stopThreads() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void twoRunsIntoOneDestinationShareNothing() throws Exception {
    // Each has read its volume before either goes on, so the two drafts are open together
    CyclicBarrier together = new CyclicBarrier(2);
    RecordingListener north = new RecordingListener();
    RecordingListener south = new RecordingListener();

    Future<BackupResult> first =
        threads.submit(() -> run("north", meetingAt(together, north), content(1)));
    Future<BackupResult> second =
        threads.submit(() -> run("south", meetingAt(together, south), content(2)));

    assertThat(first.get()).isComplete().saved("north-data", "north-files");
    assertThat(second.get()).isComplete().saved("south-data", "south-files");
    assertThat(archives("north")).hasSize(1);
    assertThat(archives("south")).hasSize(1);
    assertThat(north.only(BackupEvent.Published.class).archive().name().plan())
        .hasToString("north");
    assertThat(south.only(BackupEvent.Published.class).archive().name().plan())
        .hasToString("south");
  }

  @Test
  void secondRunOfOnePlanIsRefusedWhileTheFirstGoesOn() throws Exception {
    CyclicBarrier inside = new CyclicBarrier(2);
    CyclicBarrier tried = new CyclicBarrier(2);
    Future<BackupResult> first =
        threads.submit(
            () ->
                run(
                    "north",
                    event -> {
                      if (event instanceof BackupEvent.VerificationStarted) {
                        await(inside);
                        await(tried);
                      }
                    },
                    content(1)));
    await(inside);

    BackupResult second = run("north", BackupListener.NONE, content(1));
    await(tried);

    assertThat(second).failedWith(LockedException.class, "north");
    assertThat(first.get()).isComplete();
    assertThat(run("north", BackupListener.NONE, content(1))).isComplete();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        BackupEvent.RunStarted.class,
        BackupEvent.SourceStarted.class,
        BackupEvent.Progressed.class,
        BackupEvent.SourceFinished.class,
        BackupEvent.VerificationStarted.class
      })
  void interruptCancelsARunAndLeavesNothing(Class<?> moment) throws Exception {
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(
            () ->
                run(
                    "north",
                    event -> {
                      if (moment.isInstance(event)) {
                        Thread.currentThread().interrupt();
                      }
                    },
                    content(1)));

    assertThat(Thread.interrupted()).as("the flag after InterruptedException").isFalse();
    assertThat(left()).containsExactly(".holdfast-north.lock");
    assertThat(run("north", BackupListener.NONE, content(1))).isComplete();
  }

  private static BackupListener meetingAt(CyclicBarrier together, BackupListener listener) {
    return event -> {
      listener.onEvent(event);
      if (event instanceof BackupEvent.VerificationStarted) {
        await(together);
      }
    };
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** More than a few chunks, which do not compress. */
  private static byte[] content(long seed) {
    byte[] content = new byte[9_000_000];
    new Random(seed).nextBytes(content);
    return content;
  }

  /** One run with everything of its own, as two applications in one JVM would have it. */
  private BackupResult run(String plan, BackupListener listener, byte[] content)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(temporary.resolve(plan));
    Files.write(directory.resolve("file"), content);
    BackupPlan settings =
        BackupPlan.named(plan, backups())
            .source(DirectorySource.of(plan + "-files", directory))
            .source(VolumeSource.of(plan + "-data"))
            .zone(ZoneOffset.UTC)
            .build();
    try (FakeContainerEngine engine = new FakeContainerEngine()) {
      engine.addVolume(plan + "-data", FileTree.builder().file("f", content, 0644).build());
      return new BackupRunner(
              DirectoryCatalog.at(settings.destination(), settings.name(), settings.zone(), CLOCK),
              engine,
              new HostDirectories(),
              new RunEnvironment(CLOCK, "host", "1"))
          .run(settings, listener);
    }
  }

  private Path backups() {
    return temporary.resolve("backups");
  }

  private List<Archive> archives(String plan) throws Exception {
    return DirectoryCatalog.at(backups(), new PlanName(plan), ZoneOffset.UTC, CLOCK).list();
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(backups())) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
