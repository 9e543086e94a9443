package io.holdfast.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.EngineException;
import io.holdfast.core.EngineException.Kind;
import io.holdfast.core.SourceException;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.Quiesced;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * How every {@link ContainerEngine} fails when what it works with goes away: which exceptions, what
 * they name, and that nothing stays. A subclass owns the engine, which it can stop.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
public abstract class ContainerEngineFaultContract {
  private static final List<VolumeAccess> ACCESSES =
      List.of(VolumeAccess.HELPER, VolumeAccess.COPY);
  private static final int BEGINNING = 100_000;

  private ContainerEngine engine;

  /** For subclasses, which own the engine. */
  protected ContainerEngineFaultContract() {}

  /**
   * A client of the engine, which reads no volume directly. The suite closes it.
   *
   * @return an engine that nothing else uses
   * @throws Exception fails the test
   */
  protected abstract ContainerEngine newEngine() throws Exception;

  /**
   * Creates a volume of many megabytes.
   *
   * @param name of the volume
   * @return the volume
   * @throws Exception fails the test
   */
  protected abstract Volume filled(String name) throws Exception;

  /**
   * Starts a container that mounts the volume and runs until it is stopped.
   *
   * @param name of the container
   * @param mounted the volume
   * @throws Exception fails the test
   */
  protected abstract void startContainer(String name, Volume mounted) throws Exception;

  /**
   * Tells whether a container runs, asked by other means than the port.
   *
   * @param container its name
   * @return false also when it is paused or gone
   * @throws Exception fails the test
   */
  protected abstract boolean isRunning(String container) throws Exception;

  /**
   * Names of the helper containers there are.
   *
   * @return without leftovers of other tests
   * @throws Exception fails the test
   */
  protected abstract List<String> helpers() throws Exception;

  /**
   * Kills the helper container that reads a volume.
   *
   * @param volume the one that is read
   * @throws Exception fails the test
   */
  protected abstract void killHelper(Volume volume) throws Exception;

  /**
   * Lets the engine go away at once, without a word.
   *
   * @throws Exception fails the test
   */
  protected abstract void stopEngine() throws Exception;

  /**
   * Has the engine answer again.
   *
   * @throws Exception fails the test
   */
  protected abstract void startEngine() throws Exception;

  @BeforeEach
  void open() throws Exception {
    engine = newEngine();
  }

  @AfterEach
  void close() throws Exception {
    engine.close();
    assertThat(helpers()).isEmpty();
  }

  private interface AccessTest {
    void with(VolumeAccess access, Volume volume) throws Exception;
  }

  private Stream<DynamicTest> byEachAccess(String name, AccessTest test) throws Exception {
    Volume volume = filled(name);
    return ACCESSES.stream()
        .map(access -> DynamicTest.dynamicTest(access.toString(), () -> test.with(access, volume)));
  }

  private VolumeReader begun(Volume volume, VolumeAccess access) throws Exception {
    VolumeReader reader = engine.read(volume, access, Selection.EVERYTHING);
    assertThat(tar(reader).readNBytes(BEGINNING)).hasSize(BEGINNING);
    return reader;
  }

  private static InputStream tar(VolumeReader reader) {
    return ((Content.TarStream) reader.content()).tar();
  }

  private static void assertEndedInTheMiddle(VolumeReader reader, Volume volume, String why) {
    assertThatThrownBy(tar(reader)::readAllBytes)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("volume '" + volume.name() + "'", "ended in the middle", why);
    assertThatThrownBy(reader::finish)
        .isInstanceOf(SourceException.class)
        .hasMessageContainingAll("volume '" + volume.name() + "'", why);
  }

  private void assertUnreachable() {
    assertThatThrownBy(engine::volumes)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
  }

  @TestFactory
  Stream<DynamicTest> engineThatGoesAwayFailsTheSourceAndIsClearedWhenItIsBack() throws Exception {
    return byEachAccess(
        "read",
        (access, volume) -> {
          try (VolumeReader reader = begun(volume, access)) {
            stopEngine();
            assertEndedInTheMiddle(reader, volume, "engine");
            assertUnreachable();
          } finally {
            startEngine();
          }
          assertThat(helpers()).isNotEmpty();
          engine.recover();
          assertThat(helpers()).isEmpty();
          assertThat(engine.volumes()).contains(volume);
        });
  }

  @Test
  void helperThatIsKilledFailsTheSource() throws Exception {
    Volume volume = filled("killed");
    try (VolumeReader reader = begun(volume, VolumeAccess.HELPER)) {
      killHelper(volume);
      assertEndedInTheMiddle(reader, volume, "its helper container was killed");
    }
    assertThat(helpers()).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> volumeThatIsReadCannotBeRemoved() throws Exception {
    return byEachAccess(
        "held",
        (access, volume) -> {
          try (VolumeReader reader = begun(volume, access)) {
            assertThatThrownBy(() -> engine.remove(volume))
                .isInstanceOfSatisfying(
                    EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OTHER))
                .hasMessageContaining("in use");
            tar(reader).readAllBytes();
            assertThat(reader.finish()).isEmpty();
          }
          assertThat(engine.volume(volume.name())).isPresent();
        });
  }

  @Test
  void engineThatGoesAwayWhileItWritesSaysWhatIsLeft() throws Exception {
    Volume volume = filled("written");
    byte[] zeros = new byte[1 << 20];
    try {
      assertThatThrownBy(
              () ->
                  engine.write(
                      volume,
                      out -> {
                        try {
                          stopEngine();
                        } catch (Exception e) {
                          throw new IOException(e);
                        }
                        for (int i = 0; i < 8; i++) {
                          out.write(zeros);
                        }
                      }))
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
          .hasMessageContainingAll(
              "writing volume '" + volume.name() + "' failed", "not complete", "--overwrite");
    } finally {
      startEngine();
    }
    engine.recover();
    assertThat(helpers()).isEmpty();
  }

  @Test
  void containersThatStandStillWhenTheEngineGoesAwayAreStartedByRecovery() throws Exception {
    Volume volume = filled("used");
    String name = "holdfast-fault-user";
    startContainer(name, volume);
    List<Container> users = engine.users(List.of(volume));
    try (Quiesced quiesced = engine.quiesce(users, QuiesceMode.STOP)) {
      assertThat(quiesced.containers()).containsExactly(name);
      stopEngine();
      assertThatThrownBy(quiesced::close)
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
          .hasMessageContaining(name);
      startEngine();
      assertThat(engine.recover()).anyMatch(line -> line.startsWith("started container " + name));
    }
    assertThat(isRunning(name)).isTrue();
    assertThat(helpers()).isEmpty();
  }
}
