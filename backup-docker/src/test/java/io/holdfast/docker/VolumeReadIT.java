package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.holdfast.core.EngineException;
import io.holdfast.core.SourceException;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.testkit.RequiresDocker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RequiresDocker
@Timeout(120)
final class VolumeReadIT {
  private static final String RICH =
      "mkdir -p d/e && echo hello >d/f && ln d/f d/g && ln -s ../d/f d/e/link && chown 70:71 d/f"
          + " && chmod 4750 d/f && touch -d @1600000000 d/f && mkfifo pipe && echo x >'gr\u00fc\u00dfe'"
          + " && chmod 1770 . && chown 999:998 .";

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

  @ParameterizedTest
  @EnumSource(names = {"HELPER", "COPY"})
  void readsEverythingOfAVolume(VolumeAccess access) throws Exception {
    Volume volume = fixture.volume(RICH);
    try (VolumeReader reader = engine.read(volume, access, Selection.EVERYTHING)) {
      assertThat(reader.access()).isEqualTo(access);
      Map<String, String> entries = TarEntries.read(EngineFixture.stream(reader).tar());
      assertThat(reader.finish()).isEmpty();
      assertThat(entries)
          .containsOnlyKeys(
              "./",
              "./d/",
              "./d/e/",
              "./d/e/link",
              "./d/f",
              "./d/g",
              "./gr\u00fc\u00dfe",
              "./pipe");
      assertThat(entries.get("./")).startsWith("1770 999:998 ");
      assertThat(entries.get("./d/e/link")).endsWith("2 ../d/f ");
      assertThat(List.of(entries.get("./d/f"), entries.get("./d/g")))
          .anySatisfy(e -> assertThat(e).isEqualTo("4750 70:71 1600000000 0  hello\n"));
    }
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void mountsReadOnlyLabelledAndWithoutRights() throws Exception {
    Volume volume = fixture.volume("head -c 8000000 /dev/urandom >big");
    try (VolumeReader reader = engine.read(volume, VolumeAccess.HELPER, Selection.EVERYTHING)) {
      assertThat(reader.access()).isEqualTo(VolumeAccess.HELPER);
      var helpers = fixture.helpers(volume);
      assertThat(helpers).hasSize(1);
      var inspected = fixture.client().inspectContainerCmd(helpers.get(0).getId()).exec();
      assertThat(inspected.getMounts())
          .singleElement()
          .satisfies(mount -> assertThat(mount.getRW()).isFalse());
      var host = inspected.getHostConfig();
      assertThat(host.getNetworkMode()).isEqualTo("none");
      assertThat(host.getLogConfig().getType().getType()).isEqualTo("none");
      assertThat(host.getReadonlyRootfs()).isTrue();
      assertThat(host.getCapDrop()).hasSize(1);
      assertThat(host.getSecurityOpts()).contains("no-new-privileges");
      assertThat(inspected.getConfig().getLabels())
          .containsEntry("io.holdfast.pid", Long.toString(ProcessHandle.current().pid()))
          .containsEntry(Owner.LABEL, Owner.current().label());
      assertThat(inspected.getState().getRunning()).isTrue();
    }
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void readsTheMountpointWhereThatIsCertain() throws Exception {
    assumeThat(fixture.isNextToTheEngine()).isTrue();
    Volume volume = fixture.volume("echo hello >f");
    try (DockerEngine root = EngineFixture.engine();
        VolumeReader reader = root.read(volume, VolumeAccess.AUTO, Selection.EVERYTHING)) {
      assertThat(reader.access()).isEqualTo(VolumeAccess.DIRECT);
      Path tree = ((Content.Tree) reader.content()).root();
      assertThat(tree.resolve("f")).hasContent("hello");
      assertThat(reader.finish()).isEmpty();
    }
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void doesNotTrustTheDirectoryOfAVolumeThatIsMountedOnUse() throws Exception {
    assumeThat(fixture.isNextToTheEngine()).isTrue();
    Path data = Files.createTempDirectory("hft");
    Files.writeString(data.resolve("f"), "hello");
    String name = fixture.volumeName();
    fixture
        .client()
        .createVolumeCmd()
        .withName(name)
        .withDriverOpts(Map.of("type", "none", "o", "bind", "device", data.toString()))
        .exec();
    try (DockerEngine root = EngineFixture.engine()) {
      Volume volume = root.volume(name).orElseThrow();
      assertThatThrownBy(() -> root.read(volume, VolumeAccess.DIRECT, Selection.EVERYTHING))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("only while a container uses it");
      try (VolumeReader reader = root.read(volume, VolumeAccess.AUTO, Selection.EVERYTHING)) {
        assertThat(reader.access()).isEqualTo(VolumeAccess.HELPER);
        assertThat(TarEntries.read(EngineFixture.stream(reader).tar())).containsKey("./f");
        assertThat(reader.finish()).isEmpty();
      }
      String user = fixture.start(volume, false, "sleep", "60");
      try (VolumeReader reader = root.read(volume, VolumeAccess.DIRECT, Selection.EVERYTHING)) {
        assertThat(((Content.Tree) reader.content()).root().resolve("f")).exists();
        fixture.client().removeContainerCmd(user).withForce(true).exec();
        assertThatThrownBy(reader::finish)
            .isInstanceOf(SourceException.class)
            .hasMessageContaining("unmounted");
      }
    } finally {
      Files.delete(data.resolve("f"));
      Files.delete(data);
    }
  }

  @Test
  void fallsBackToCopyWithoutAnImage() throws Exception {
    Volume volume = fixture.volume("echo hello >f");
    String image = "holdfast-test/absent:1";
    try (DockerEngine other =
        EngineFixture.engine(image, Path.of("/nonexistent"), Limits.DEFAULTS)) {
      try (VolumeReader reader = other.read(volume, VolumeAccess.AUTO, Selection.EVERYTHING)) {
        assertThat(reader.access()).isEqualTo(VolumeAccess.COPY);
        assertThat(TarEntries.read(EngineFixture.stream(reader).tar())).containsKey("./f");
        assertThat(reader.finish()).isEmpty();
      }
      assertThatThrownBy(() -> other.read(volume, VolumeAccess.HELPER, Selection.EVERYTHING))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.NO_IMAGE))
          .hasMessageContaining(image)
          .hasMessageContaining("docker load")
          .hasMessageContaining("access: copy");
      assertThat(other.sizeOf(volume, Selection.EVERYTHING)).isEqualTo(6);
    }
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void anImageThatCannotRunTarIsNoHelper() throws Exception {
    Volume volume = fixture.volume("echo hello >f");
    EmptyImage empty =
        new EmptyImage(Connection.to(EngineFixture.address(), Limits.DEFAULTS), Owner.current());
    String image = empty.require();
    try (DockerEngine other =
        EngineFixture.engine(image, Path.of("/nonexistent"), Limits.DEFAULTS)) {
      assertThatThrownBy(() -> other.read(volume, VolumeAccess.HELPER, Selection.EVERYTHING))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("tar")
          .hasMessageContaining(image);
      try (VolumeReader reader = other.read(volume, VolumeAccess.AUTO, Selection.EVERYTHING)) {
        assertThat(reader.access()).isEqualTo(VolumeAccess.COPY);
      }
    } finally {
      empty.remove();
    }
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aMissingVolumeIsNotCreated(VolumeAccess access) {
    String name = fixture.volumeName();
    Volume volume = new Volume(name, "local", Map.of(), Map.of());
    assertThatThrownBy(() -> engine.read(volume, access, Selection.EVERYTHING))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.NOT_FOUND))
        .hasMessageContaining(name);
    assertThat(fixture.exists(name)).isFalse();
  }

  @Test
  void aHelperThatIsKilledInTheMiddleFailsTheSource() throws Exception {
    Volume volume = fixture.volume("head -c 50000000 /dev/urandom >big");
    try (VolumeReader reader = engine.read(volume, VolumeAccess.HELPER, Selection.EVERYTHING)) {
      InputStream tar = EngineFixture.stream(reader).tar();
      assertThat(tar.readNBytes(1_000_000)).hasSize(1_000_000);
      String helper = fixture.helpers(volume).get(0).getId();
      // the engine answers only when what the container wrote has been read
      Thread killer = new Thread(() -> fixture.client().killContainerCmd(helper).exec());
      killer.start();
      killer.join(200);
      assertThatThrownBy(tar::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("killed (exit status 137)");
      assertThatThrownBy(reader::finish)
          .isInstanceOf(SourceException.class)
          .hasMessageContaining("killed (exit status 137)");
    }
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void aHelperThatIsRemovedInTheMiddleFailsTheSource() throws Exception {
    Volume volume = fixture.volume("head -c 50000000 /dev/urandom >big");
    try (VolumeReader reader = engine.read(volume, VolumeAccess.HELPER, Selection.EVERYTHING)) {
      InputStream tar = EngineFixture.stream(reader).tar();
      assertThat(tar.readNBytes(1_000_000)).hasSize(1_000_000);
      String helper = fixture.helpers(volume).get(0).getId();
      Thread remover =
          new Thread(() -> fixture.client().removeContainerCmd(helper).withForce(true).exec());
      remover.start();
      remover.join(200);
      assertThatThrownBy(tar::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ended in the middle");
      assertThatThrownBy(reader::finish).isInstanceOf(SourceException.class);
    }
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void aFileThatShrinksFailsACopy() throws Exception {
    Volume volume = fixture.volume("head -c 80000000 /dev/urandom >big && echo later >later");
    try (VolumeReader reader = engine.read(volume, VolumeAccess.COPY, Selection.EVERYTHING)) {
      InputStream tar = EngineFixture.stream(reader).tar();
      tar.readNBytes(10_000);
      fixture.sh(volume, "truncate -s 30000000 big");
      assertThatThrownBy(tar::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in the middle of './big'")
          .hasMessageContaining("shrinks");
      assertThatThrownBy(reader::finish)
          .isInstanceOf(SourceException.class)
          .hasMessageContaining("quiesce: stop");
    }
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"HELPER", "COPY"})
  void closingInTheMiddleIsQuickAndLeavesNothing(VolumeAccess access) throws Exception {
    Volume volume = fixture.volume("head -c 100000000 /dev/zero >big");
    VolumeReader reader = engine.read(volume, access, Selection.EVERYTHING);
    EngineFixture.stream(reader).tar().readNBytes(100_000);
    long start = System.nanoTime();
    reader.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(fixture.helpers(volume)).isEmpty();
    reader.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"HELPER", "COPY"})
  void anInterruptEndsReadingAtOnce(VolumeAccess access) throws Exception {
    Volume volume = fixture.volume("head -c 100000000 /dev/zero >big");
    AtomicReference<Object> outcome = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try (VolumeReader reader = engine.read(volume, access, Selection.EVERYTHING)) {
                InputStream tar = EngineFixture.stream(reader).tar();
                tar.readNBytes(100_000);
                Thread.currentThread().interrupt();
                try {
                  tar.readAllBytes();
                } catch (IOException e) {
                  reader.finish();
                }
                outcome.set("not interrupted");
              } catch (InterruptedException | EngineException | SourceException | IOException e) {
                outcome.set(e);
              }
            });
    thread.start();
    thread.join(20_000);
    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void readsSeveralVolumesAtOnce() throws Exception {
    List<Volume> volumes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      volumes.add(fixture.volume("head -c 5000000 /dev/urandom >big; echo " + i + " >number"));
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<String>> numbers = new ArrayList<>();
      for (Volume volume : volumes) {
        for (VolumeAccess access : List.of(VolumeAccess.HELPER, VolumeAccess.COPY)) {
          Callable<String> reading =
              () -> {
                try (VolumeReader reader = engine.read(volume, access, Selection.EVERYTHING)) {
                  Map<String, String> entries = TarEntries.read(EngineFixture.stream(reader).tar());
                  assertThat(reader.finish()).isEmpty();
                  return entries.get("./number").replaceAll(".* ", "").strip();
                }
              };
          numbers.add(threads.submit(reading));
        }
      }
      for (int i = 0; i < numbers.size(); i++) {
        assertThat(numbers.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(Integer.toString(i / 2));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void measuresAVolume() throws Exception {
    Volume volume =
        fixture.volume(
            "mkdir d; echo 12345 >d/f; ln d/f g; echo 1234567 >'a\nb'; truncate -s 1000000 sparse");
    assertThat(engine.sizeOf(volume, Selection.EVERYTHING)).isEqualTo(1_000_014);
    try (DockerEngine root = EngineFixture.engine()) {
      assertThat(root.sizeOf(volume, Selection.EVERYTHING)).isEqualTo(1_000_014);
    }
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void tellsWhetherAVolumeIsEmpty() throws Exception {
    assumeThat(fixture.isNextToTheEngine()).isTrue();
    Volume volume = fixture.volume();
    try (DockerEngine root = EngineFixture.engine()) {
      assertThat(engine.isEmpty(volume)).isTrue();
      assertThat(root.isEmpty(volume)).isTrue();
      fixture.sh(volume, "touch .hidden");
      assertThat(engine.isEmpty(volume)).isFalse();
      assertThat(root.isEmpty(volume)).isFalse();
      assertThat(engine.mountpoint(volume)).isEmpty();
      assertThat(root.mountpoint(volume)).isPresent();
    }
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void looksVolumesUp() throws Exception {
    Volume volume = fixture.volume();
    assertThat(engine.volume(volume.name())).isEqualTo(Optional.of(volume));
    assertThat(engine.volumes()).contains(volume);
    assertThat(engine.volume(fixture.name())).isEmpty();
    assertThat(engine.info().apiVersion()).matches("1\\.\\d+");
    assertThat(engine.info().address()).isEqualTo(EngineFixture.host());
  }
}
