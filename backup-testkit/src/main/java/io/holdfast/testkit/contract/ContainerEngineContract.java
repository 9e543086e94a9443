package io.holdfast.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.BackupException;
import io.holdfast.core.EngineException;
import io.holdfast.core.SourceException;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.Container.State;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.Quiesced;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.testkit.FileTree;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link ContainerEngine} does. A subclass supplies the engine and reaches it by other
 * means than the engine under test, so that a mistake cannot hide behind itself.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
public abstract class ContainerEngineContract extends EngineSuite {

  /** For subclasses, which own the engine. */
  protected ContainerEngineContract() {}

  @Test
  void saysWhoItIs() throws Exception {
    ContainerEngine.EngineInfo info = engine().info();
    assertThat(info.address()).isNotBlank();
    assertThat(info.version()).isNotBlank();
    assertThat(info.apiVersion()).matches("[0-9]+\\.[0-9]+");
  }

  @Test
  void listsVolumesByName() throws Exception {
    Volume one = filled("one", FileTree.EMPTY);
    Volume two = filled("two", FileTree.EMPTY);
    assertThat(engine().volumes()).contains(one, two);
    assertThat(engine().volumes()).extracting(Volume::name).isSorted();
  }

  @Test
  void missingVolumeIsEmptyAndNeverCreated() throws Exception {
    String name = newName("missing");
    Volume missing = new Volume(name, "local", Map.of(), Map.of());
    assertThat(engine().volume(name)).isEmpty();
    for (VolumeAccess access : accesses()) {
      assertNotFound(() -> read(missing, access));
    }
    assertNotFound(() -> read(missing, VolumeAccess.AUTO));
    assertNotFound(() -> engine().sizeOf(missing, Selection.EVERYTHING));
    assertNotFound(() -> engine().isEmpty(missing));
    assertNotFound(() -> engine().write(missing, SMALL::writeTar));
    assertThat(engine().volume(name)).isEmpty();
    assertThat(engine().volumes()).extracting(Volume::name).doesNotContain(name);
    assertThat(helpers()).isEmpty();
  }

  private static void assertNotFound(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.NOT_FOUND));
  }

  @TestFactory
  Stream<DynamicTest> readsEveryKindOfObject() throws Exception {
    FileTree tree = everyKindOfObject();
    Volume volume = filled("kinds", tree);
    return byEachAccess(
        access -> {
          assertThat(content(volume, access).listing()).isEqualTo(tree.listing());
          assertThat(helpers()).isEmpty();
        });
  }

  @TestFactory
  Stream<DynamicTest> readsUnusualNames() throws Exception {
    FileTree tree = unusualNames();
    Volume volume = filled("names", tree);
    return byEachAccess(
        access -> assertThat(content(volume, access).listing()).isEqualTo(tree.listing()));
  }

  @TestFactory
  Stream<DynamicTest> readsAnEmptyVolume() throws Exception {
    FileTree tree = FileTree.builder().owner(70, 70).root(0700).build();
    Volume volume = filled("empty", tree);
    return byEachAccess(
        access -> assertThat(content(volume, access).listing()).isEqualTo(tree.listing()));
  }

  @TestFactory
  Stream<DynamicTest> saysHowItReads() throws Exception {
    Volume volume = filled("how", SMALL);
    return byEachAccess(
        access -> {
          try (VolumeReader reader = read(volume, access)) {
            assertThat(reader.access()).isEqualTo(access);
          }
        });
  }

  @Test
  void automaticAccessIsOneOfTheOthersAndReadsEverything() throws Exception {
    Volume volume = filled("auto", SMALL);
    try (VolumeReader reader = read(volume, VolumeAccess.AUTO)) {
      assertThat(reader.access()).isNotEqualTo(VolumeAccess.AUTO);
      assertThat(drain(reader).wholeSeconds().listing()).isEqualTo(SMALL.listing());
      assertThat(reader.finish()).isEmpty();
    }
  }

  @TestFactory
  Stream<DynamicTest> closingEarlyIsQuickAndLeavesNoHelper() throws Exception {
    Volume volume =
        filled("large", FileTree.builder().file("f", new byte[30_000_000], 0644).build());
    return byEachAccess(
        access -> {
          VolumeReader reader = read(volume, access);
          if (reader.content() instanceof Content.TarStream stream) {
            assertThat(stream.tar().readNBytes(1000)).hasSize(1000);
          }
          long start = System.nanoTime();
          reader.close();
          assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
          assertThat(helpers()).isEmpty();
          reader.close();
        });
  }

  @TestFactory
  Stream<DynamicTest> interruptedThreadStillClosesItsReader() throws Exception {
    Volume volume = filled("interrupted", SMALL);
    return byEachAccess(
        access -> {
          VolumeReader reader = read(volume, access);
          Thread.currentThread().interrupt();
          reader.close();
          assertThat(Thread.interrupted()).as("the flag survives close").isTrue();
          assertThat(helpers()).isEmpty();
        });
  }

  @TestFactory
  Stream<DynamicTest> volumeIsReadTwiceAtTheSameTime() throws Exception {
    Volume volume = filled("twice", SMALL);
    return byEachAccess(
        access -> {
          try (VolumeReader first = read(volume, access);
              VolumeReader second = read(volume, access)) {
            assertThat(drain(second).wholeSeconds()).isEqualTo(SMALL);
            assertThat(drain(first).wholeSeconds()).isEqualTo(SMALL);
            assertThat(first.finish()).isEmpty();
            assertThat(second.finish()).isEmpty();
          }
        });
  }

  @Test
  void objectThatCannotBeReadIsReported() throws Exception {
    String name = newName("unreadable");
    Optional<VolumeAccess> access = fillUnreadable(name);
    Assumptions.assumeTrue(access.isPresent(), "no way to make an unreadable object");
    try (VolumeReader reader = read(engine().volume(name).orElseThrow(), access.orElseThrow())) {
      drain(reader);
      boolean reported;
      try {
        reported = !reader.finish().isEmpty();
      } catch (SourceException e) {
        reported = true;
      }
      assertThat(reported).isTrue();
    }
  }

  @Test
  void sizeIsAboutThatOfTheFiles() throws Exception {
    Volume volume = filled("size", FileTree.builder().file("f", new byte[2_000_000], 0644).build());
    assertThat(engine().sizeOf(volume, Selection.EVERYTHING)).isBetween(2_000_000L, 2_100_000L);
    assertThat(helpers()).isEmpty();
  }

  @Test
  void createsVolumesWithOptionsAndLabels() throws Exception {
    Volume wanted =
        new Volume(
            newName("created"),
            "local",
            Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=1m"),
            Map.of("com.docker.compose.project", "shop", "com.docker.compose.volume", "data"));
    engine().create(wanted);
    assertThat(engine().volume(wanted.name())).contains(wanted);
    assertThat(engine().volumes()).contains(wanted);
  }

  @Test
  void removesVolumesAndNoOthers() throws Exception {
    Volume doomed = filled("doomed", SMALL);
    Volume other = filled("other", SMALL);
    engine().remove(doomed);
    assertThat(engine().volume(doomed.name())).isEmpty();
    assertThat(engine().volume(other.name())).isPresent();
    assertNotFound(() -> engine().remove(doomed));
  }

  @Test
  void volumeThatAContainerUsesIsNotRemoved() throws Exception {
    Volume used = filled("held", SMALL);
    container("holder", State.STOPPED, used);
    assertThatThrownBy(() -> engine().remove(used)).isInstanceOf(EngineException.class);
    assertThat(engine().volume(used.name())).contains(used);
  }

  @Test
  void knowsWhetherItHasTheHelperImage() throws Exception {
    assertThat(engine().hasHelperImage()).isTrue();
  }

  @Test
  void knowsWhetherAVolumeIsEmpty() throws Exception {
    assertThat(engine().isEmpty(filled("empty", FileTree.EMPTY))).isTrue();
    assertThat(engine().isEmpty(filled("filled", SMALL))).isFalse();
    FileTree hidden = FileTree.builder().directory(".hidden", 0700).build();
    assertThat(engine().isEmpty(filled("hidden", hidden))).isFalse();
    assertThat(helpers()).isEmpty();
  }

  @Test
  void writesEveryKindOfObjectAndTheRootItself() throws Exception {
    FileTree tree = everyKindOfObject();
    Volume volume = new Volume(newName("written"), "local", Map.of(), Map.of());
    engine().create(volume);
    engine().write(volume, tree::writeTar);
    assertThat(content(volume, VolumeAccess.COPY).listing()).isEqualTo(tree.listing());
    assertThat(helpers()).isEmpty();
  }

  @Test
  void writesUnusualNames() throws Exception {
    FileTree tree = unusualNames();
    Volume volume = filled("written-names", FileTree.EMPTY);
    engine().write(volume, tree::writeTar);
    assertThat(content(volume, VolumeAccess.COPY).listing()).isEqualTo(tree.listing());
  }

  @Test
  void writingLeavesWhatItDoesNotName() throws Exception {
    Volume volume = filled("merged", SMALL);
    engine()
        .write(volume, FileTree.builder().file("d/b.txt", "new").file("c", "3").build()::writeTar);
    FileTree merged = content(volume, VolumeAccess.COPY);
    assertThat(merged.text("a.txt")).isEqualTo("hello");
    assertThat(merged.text("d/b.txt")).isEqualTo("new");
    assertThat(merged.text("c")).isEqualTo("3");
  }

  @Test
  void writingFailsWithItsProducer() throws Exception {
    Volume volume = filled("broken", FileTree.EMPTY);
    assertThatThrownBy(
            () ->
                engine()
                    .write(
                        volume,
                        out -> {
                          out.write(new byte[100]);
                          throw new IOException("archive is damaged");
                        }))
        .isInstanceOf(BackupException.class)
        .hasStackTraceContaining("archive is damaged");
    assertThat(helpers()).isEmpty();
  }

  @Test
  void findsContainersThatUseVolumes() throws Exception {
    Volume used = filled("used", FileTree.EMPTY);
    Volume alsoUsed = filled("also-used", FileTree.EMPTY);
    Volume unused = filled("unused", FileTree.EMPTY);
    String both = container("both", State.RUNNING, used, alsoUsed);
    String stopped = container("stopped", State.STOPPED, used);
    List<Container> users = engine().users(List.of(used, unused));
    assertThat(users).extracting(Container::name).containsExactlyInAnyOrder(both, stopped);
    assertThat(users).extracting(Container::state).contains(State.RUNNING, State.STOPPED);
    assertThat(users)
        .filteredOn(c -> c.name().equals(both))
        .allSatisfy(
            c -> assertThat(c.volumes()).containsExactlyInAnyOrder(used.name(), alsoUsed.name()));
    assertThat(engine().users(List.of(unused))).isEmpty();
    assertThat(engine().users(List.of())).isEmpty();
  }

  @Test
  void stopsWhatRunsAndStartsExactlyThat() throws Exception {
    quiescesWhatRunsAndBringsBackExactlyThat(QuiesceMode.STOP, State.STOPPED);
  }

  @Test
  void pausesWhatRunsAndUnpausesExactlyThat() throws Exception {
    quiescesWhatRunsAndBringsBackExactlyThat(QuiesceMode.PAUSE, State.PAUSED);
  }

  private void quiescesWhatRunsAndBringsBackExactlyThat(QuiesceMode mode, State quiet)
      throws Exception {
    Volume volume = filled("quiesced", FileTree.EMPTY);
    String running = container("running", State.RUNNING, volume);
    String paused = container("paused", State.PAUSED, volume);
    String stopped = container("stopped", State.STOPPED, volume);
    Quiesced quiesced = engine().quiesce(engine().users(List.of(volume)), mode);
    assertThat(quiesced.containers()).containsExactly(running);
    assertThat(stateOf(running)).isEqualTo(quiet);
    assertThat(stateOf(paused)).isEqualTo(State.PAUSED);
    assertThat(stateOf(stopped)).isEqualTo(State.STOPPED);
    quiesced.close();
    assertThat(stateOf(running)).isEqualTo(State.RUNNING);
    assertThat(stateOf(paused)).isEqualTo(State.PAUSED);
    assertThat(stateOf(stopped)).isEqualTo(State.STOPPED);
    quiesced.close();
    assertThat(stateOf(running)).isEqualTo(State.RUNNING);
  }

  @Test
  void quiescingWithModeNoneTouchesNothing() throws Exception {
    Volume volume = filled("left-alone", FileTree.EMPTY);
    String running = container("left-running", State.RUNNING, volume);
    try (Quiesced quiesced = engine().quiesce(engine().users(List.of(volume)), QuiesceMode.NONE)) {
      assertThat(quiesced.containers()).isEmpty();
      assertThat(stateOf(running)).isEqualTo(State.RUNNING);
    }
  }

  @Test
  void interruptedThreadStillBringsContainersBack() throws Exception {
    Volume volume = filled("cancelled", FileTree.EMPTY);
    String running = container("cancelled", State.RUNNING, volume);
    Quiesced quiesced = engine().quiesce(engine().users(List.of(volume)), QuiesceMode.PAUSE);
    Thread.currentThread().interrupt();
    quiesced.close();
    assertThat(Thread.interrupted()).as("the flag survives close").isTrue();
    assertThat(stateOf(running)).isEqualTo(State.RUNNING);
  }

  @Test
  void recoveryRemovesWhatADeadRunLeft() throws Exception {
    leaveHelper();
    assertThat(helpers()).isNotEmpty();
    assertThat(engine().recover()).isNotEmpty();
    assertThat(helpers()).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> recoveryLeavesWhatALiveRunUses() throws Exception {
    FileTree tree = FileTree.builder().file("f", new byte[10_000_000], 0644).build();
    Volume volume = filled("live", tree);
    return byEachAccess(
        access -> {
          try (VolumeReader reader = read(volume, access)) {
            List<String> before = helpers();
            anotherEngine().recover();
            assertThat(helpers()).isEqualTo(before);
            assertThat(drain(reader).wholeSeconds().listing()).isEqualTo(tree.listing());
            assertThat(reader.finish()).isEmpty();
          }
        });
  }
}
