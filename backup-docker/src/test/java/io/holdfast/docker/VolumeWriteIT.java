package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.EngineException;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.testkit.RequiresDocker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@RequiresDocker
@Timeout(120)
final class VolumeWriteIT {
  private EngineFixture fixture;
  private DockerEngine engine;

  @BeforeEach
  void open() {
    fixture = new EngineFixture();
    engine = EngineFixture.engineWithoutDirectAccess();
  }

  @AfterEach
  void close() throws IOException {
    engine.close();
    fixture.close();
  }

  @Test
  void writesFilesAndTheRootsOwnerModeAndTime() throws Exception {
    Volume volume = fixture.volume("echo old >stays && echo old >a");
    byte[] tar = TarEntries.of(Map.of("a", "new", "b", "b"));
    engine.write(volume, out -> out.write(tar));
    assertThat(
            fixture.sh(
                volume, "stat -c '%a %u:%g %Y' . && cat a b stays && stat -c '%a %u:%g %Y' a"))
        .isEqualTo("1770 999:998 1700000000\nnewbold\n640 70:70 1600000000\n");
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void copiesAVolumeFaithfully() throws Exception {
    Volume from =
        fixture.volume(
            "mkdir d && echo hello >d/f && ln d/f g && ln -s nowhere link && mkfifo p && head -c 9000000"
                + " /dev/urandom >big && chown -R 70:71 . && chmod 2700 .");
    Volume to = fixture.volume();
    String list = "find . | sort | xargs stat -c '%n %a %u:%g %Y %h %F' && md5sum big d/f";
    try (VolumeReader reader = engine.read(from, VolumeAccess.HELPER, Selection.EVERYTHING)) {
      engine.write(to, out -> EngineFixture.stream(reader).tar().transferTo(out));
      assertThat(reader.finish()).isEmpty();
    }
    assertThat(fixture.sh(to, list)).isEqualTo(fixture.sh(from, list));
  }

  @Test
  void createsAVolumeAsItWas() throws Exception {
    Volume wanted =
        new Volume(
            fixture.volumeName(),
            "local",
            Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=1m"),
            Map.of("com.docker.compose.project", "p", "com.docker.compose.volume", "v"));
    engine.create(wanted);
    assertThat(engine.volume(wanted.name())).contains(wanted);
  }

  @Test
  void aFullVolumeIsTheDestinationsFault() throws Exception {
    Volume volume =
        new Volume(
            fixture.volumeName(),
            "local",
            Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=1m"),
            Map.of());
    engine.create(volume);
    byte[] tar = TarEntries.of(Map.of("a", "x".repeat(3_000_000)));
    assertThatThrownBy(() -> engine.write(volume, out -> out.write(tar)))
        .isInstanceOf(io.holdfast.core.DestinationException.class)
        .hasMessageContaining("full")
        .hasMessageContaining(volume.name());
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void refusesAMissingVolumeWithoutCreatingIt() throws IOException {
    Volume volume = new Volume(fixture.volumeName(), "local", Map.of(), Map.of());
    byte[] tar = TarEntries.of(Map.of("a", "a"));
    assertThatThrownBy(() -> engine.write(volume, out -> out.write(tar)))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.NOT_FOUND));
    assertThat(fixture.exists(volume.name())).isFalse();
  }

  @Test
  void theProducersFailureIsTheCause() throws Exception {
    Volume volume = fixture.volume();
    IOException failure = new IOException("the archive is damaged");
    byte[] tar = TarEntries.of(Map.of("a", "x".repeat(3_000_000)));
    assertThatThrownBy(
            () ->
                engine.write(
                    volume,
                    out -> {
                      out.write(tar, 0, 2_000_000);
                      throw failure;
                    }))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("the archive is damaged")
        .hasCause(failure);
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void theEnginesRefusalComesThrough() throws Exception {
    Volume volume = fixture.volume();
    byte[] garbage = new byte[8_000_000];
    Arrays.fill(garbage, (byte) 'x');
    assertThatThrownBy(() -> engine.write(volume, out -> out.write(garbage)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("invalid tar header")
        .hasMessageContaining(volume.name());
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void aTarCutInTheMiddleIsRefused() throws Exception {
    Volume volume = fixture.volume();
    byte[] tar = TarEntries.of(Map.of("a", "x".repeat(3_000_000)));
    assertThatThrownBy(() -> engine.write(volume, out -> out.write(tar, 0, 2_000_000)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("unexpected EOF");
  }

  @Test
  void anInterruptEndsWritingAtOnce() throws Exception {
    Volume volume = fixture.volume();
    byte[] tar = TarEntries.of(Map.of("a", "x".repeat(3_000_000)));
    CountDownLatch writing = new CountDownLatch(1);
    AtomicReference<Object> outcome = new AtomicReference<>("nothing");
    Thread thread =
        new Thread(
            () -> {
              try {
                engine.write(
                    volume,
                    out -> {
                      out.write(tar, 0, 100_000);
                      writing.countDown();
                      Thread.sleep(60_000);
                    });
              } catch (Exception e) {
                outcome.set(e);
              }
            });
    thread.start();
    writing.await();
    thread.interrupt();
    thread.join(20_000);
    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void anEngineThatTakesNothingIsGivenUp() throws Exception {
    Volume volume = fixture.volume();
    Limits limits =
        new Limits(
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30));
    try (DockerEngine impatient =
            EngineFixture.engine(EngineFixture.IMAGE, Path.of("/nonexistent"), limits);
        VolumeReader reader = impatient.read(volume, VolumeAccess.HELPER, Selection.EVERYTHING)) {
      InputStream tar = EngineFixture.stream(reader).tar();
      tar.transferTo(OutputStream.nullOutputStream());
      assertThat(reader.finish()).isEmpty();
    }
  }
}
