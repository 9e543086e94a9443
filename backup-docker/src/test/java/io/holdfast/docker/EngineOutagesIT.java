package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.EngineException;
import io.holdfast.core.EngineException.Kind;
import io.holdfast.core.SourceException;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.Quiesced;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.testkit.RequiresDocker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real engine that dies, ends, freezes and comes back while Holdfast works with it. */
@RequiresDocker
@Timeout(120)
final class EngineOutagesIT {
  private static final int BIG = 12_000_000;
  private static OwnEngineFixture fixture;
  private static Volume volume;

  @BeforeAll
  static void start() throws Exception {
    fixture = new OwnEngineFixture().withImage();
    volume = fixture.volume("data", "head -c " + BIG + " /dev/urandom >big; echo last >z");
  }

  @AfterAll
  static void end() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  private static VolumeReader begin(DockerEngine engine, VolumeAccess access) throws Exception {
    VolumeReader reader = engine.read(volume, access, Selection.EVERYTHING);
    assertThat(OwnEngineFixture.tar(reader).readNBytes(500_000)).hasSize(500_000);
    return reader;
  }

  private static void assertNothingStays(DockerEngine engine) throws Exception {
    engine.recover();
    assertThat(fixture.helpers()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"HELPER", "COPY"})
  void oneThatDiesInTheMiddleFailsTheSource(VolumeAccess access) throws Exception {
    try (DockerEngine engine = fixture.engine()) {
      try (VolumeReader reader = begin(engine, access)) {
        InputStream tar = OwnEngineFixture.tar(reader);

        fixture.daemon.kill();

        assertThatThrownBy(tar::readAllBytes)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("reading volume 'data' ended in the middle of './big'")
            .hasMessageContaining(fixture.daemon.host())
            .hasMessageContaining("docker info");
        assertThatThrownBy(reader::finish)
            .isInstanceOf(SourceException.class)
            .hasMessageContaining("volume 'data'");
        assertThatThrownBy(() -> engine.read(volume, access, Selection.EVERYTHING))
            .isInstanceOfSatisfying(
                EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
      }
      fixture.daemon.start();
      assertThat(fixture.helpers()).as("what could not be removed").isNotEmpty();
      assertNothingStays(engine);
    } finally {
      ensureItRuns();
    }
  }

  /** It may let the request come to its end; what it says then must be true. */
  @ParameterizedTest
  @EnumSource(names = {"HELPER", "COPY"})
  void oneThatEndsInTheMiddleNeverMakesHalfATarWhole(VolumeAccess access) throws Exception {
    try (DockerEngine engine = fixture.engine()) {
      try (VolumeReader reader = begin(engine, access)) {
        fixture.daemon.beginToEnd();
        long read = 500_000;
        try {
          read += OwnEngineFixture.tar(reader).readAllBytes().length;
          reader.finish();
          assertThat(read).isGreaterThan(BIG);
        } catch (IOException | SourceException e) {
          assertThat(e).hasMessageContaining("volume 'data'");
        }
      }
      fixture.daemon.awaitEnd();
      fixture.daemon.start();
      assertNothingStays(engine);
    } finally {
      ensureItRuns();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HELPER", "COPY"})
  void oneThatFreezesIsGivenUpAndClearedLater(VolumeAccess access) throws Exception {
    try (DockerEngine engine = fixture.impatientEngine()) {
      try (VolumeReader reader = begin(engine, access)) {
        fixture.daemon.freeze();
        assertThatThrownBy(OwnEngineFixture.tar(reader)::readAllBytes)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("reading volume 'data' came to a halt")
            .hasMessageContaining("the engine's log");
        assertThatThrownBy(reader::finish).isInstanceOf(SourceException.class);
      }
      fixture.daemon.thaw();
      assertNothingStays(engine);
    } finally {
      fixture.daemon.thaw();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HELPER", "COPY"})
  void oneThatFreezesForAWhileIsWaitedFor(VolumeAccess access) throws Exception {
    try (DockerEngine engine = fixture.engine();
        VolumeReader reader = begin(engine, access)) {
      fixture.daemon.freeze();
      Thread thawing =
          new Thread(
              () -> {
                try {
                  Thread.sleep(300);
                  fixture.daemon.thaw();
                } catch (InterruptedException | IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      thawing.start();
      assertThat(OwnEngineFixture.tar(reader).readAllBytes()).hasSizeGreaterThan(BIG - 500_000);
      assertThat(reader.finish()).isEmpty();
      thawing.join();
    }
    assertThat(fixture.helpers()).isEmpty();
  }

  @Test
  void oneThatWasRestartedIsReachedAgain() throws Exception {
    try (DockerEngine engine = fixture.engine()) {
      assertThat(engine.volumes()).contains(volume);
      fixture.daemon.kill();
      fixture.daemon.start();
      assertThat(engine.volumes()).contains(volume);
      try (VolumeReader reader = begin(engine, VolumeAccess.HELPER)) {
        OwnEngineFixture.tar(reader).readAllBytes();
        assertThat(reader.finish()).isEmpty();
      }
    } finally {
      ensureItRuns();
    }
    assertThat(fixture.helpers()).isEmpty();
  }

  @Test
  void oneThatDiesWhileItWritesLeavesAVolumeThatIsSaidToBePartial() throws Exception {
    Volume target = fixture.volume("dying", "true");
    byte[] tar = TarEntries.of(Map.of("a", "x".repeat(9_000_000)));
    try (DockerEngine engine = fixture.engine()) {
      assertThatThrownBy(
              () ->
                  engine.write(
                      target,
                      out -> {
                        out.write(tar, 0, 4_000_000);
                        fixture.daemon.kill();
                        out.write(tar, 4_000_000, tar.length - 4_000_000);
                      }))
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
          .hasMessageStartingWith("writing volume 'dying' failed: the connection to the engine")
          .hasMessageContaining("stays in volume 'dying', which is not complete")
          .hasMessageContaining("--overwrite");
      fixture.daemon.start();
      assertNothingStays(engine);
    } finally {
      ensureItRuns();
    }
  }

  @Test
  void oneThatFreezesWhileItWritesIsGivenUp() throws Exception {
    Volume target = fixture.volume("freezing", "true");
    byte[] tar = TarEntries.of(Map.of("a", "x".repeat(9_000_000)));
    try (DockerEngine engine = fixture.impatientEngine()) {
      assertThatThrownBy(
              () ->
                  engine.write(
                      target,
                      out -> {
                        out.write(tar, 0, 2_000_000);
                        fixture.daemon.freeze();
                        out.write(tar, 2_000_000, tar.length - 2_000_000);
                      }))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("the engine took nothing for 1 s")
          .hasMessageContaining("stays in volume 'freezing', which is not complete");
      fixture.daemon.thaw();
      assertNothingStays(engine);
    } finally {
      fixture.daemon.thaw();
    }
  }

  @Test
  void whatStoodStillWhenItDiedIsStartedByTheNextRun() throws Exception {
    fixture.daemon.docker(
        "run",
        "-d",
        "--name=app",
        "--network=none",
        "--stop-signal=KILL",
        "-v",
        "data:/v",
        "alpine",
        "sleep",
        "600");
    try (DockerEngine engine = fixture.engine()) {
      Quiesced quiesced = engine.quiesce(engine.users(List.of(volume)), QuiesceMode.STOP);
      fixture.daemon.kill();
      assertThatThrownBy(quiesced::close)
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("docker start app");
      fixture.daemon.start();
      assertThat(engine.recover()).anyMatch(line -> line.startsWith("started container app"));
      assertThat(fixture.daemon.docker("inspect", "-f", "{{.State.Running}}", "app"))
          .isEqualTo("true");
      assertThat(fixture.helpers()).isEmpty();
    } finally {
      ensureItRuns();
      fixture.daemon.docker("rm", "-f", "app");
    }
  }

  @Test
  void aVolumeThatIsRemovedOrMadeAnewWhileItIsReadDirectlyFailsTheSource() throws Exception {
    for (boolean anew : new boolean[] {false, true}) {
      Volume gone = fixture.volume("gone", "echo x >f");
      try (DockerEngine engine =
              OwnEngineFixture.engine(fixture.daemon.socket(), Limits.DEFAULTS, Path.of("/proc"));
          VolumeReader reader = engine.read(gone, VolumeAccess.DIRECT, Selection.EVERYTHING)) {
        assertThat(((Content.Tree) reader.content()).root().resolve("f")).exists();
        fixture.daemon.docker("volume", "rm", "gone");
        if (anew) {
          fixture.volume("gone", "echo x >f");
        }
        assertThatThrownBy(reader::finish)
            .isInstanceOf(SourceException.class)
            .hasMessageContaining("volume 'gone' was removed while it was read");
      }
    }
  }

  private static void ensureItRuns() throws Exception {
    if (!fixture.daemon.isRunning()) {
      fixture.daemon.start();
    }
  }
}
