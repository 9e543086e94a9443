package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.EngineException;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.ContainerEngine.Quiesced;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.testkit.RequiresDocker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RequiresDocker
@Timeout(120)
final class QuiesceIT {
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
  void findsTheContainersOfVolumesButNotItsOwn() throws Exception {
    Volume volume = fixture.volume("echo x >f");
    Volume other = fixture.volume();
    String running = fixture.start(volume, false, "sleep", "600");
    String paused = fixture.start(volume, false, "sleep", "600");
    fixture.client().pauseContainerCmd(paused).exec();
    String created = fixture.create(volume, false, "sleep", "600").exec().getId();
    fixture.start(other, false, "sleep", "600");
    try (VolumeReader reader = engine.read(volume, VolumeAccess.COPY, Selection.EVERYTHING)) {
      assertThat(reader.access()).isEqualTo(VolumeAccess.COPY);
      List<Container> users = engine.users(List.of(volume));
      assertThat(users)
          .extracting(Container::id, Container::state)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple(running, Container.State.RUNNING),
              org.assertj.core.groups.Tuple.tuple(paused, Container.State.PAUSED),
              org.assertj.core.groups.Tuple.tuple(created, Container.State.STOPPED));
      assertThat(users)
          .allSatisfy(c -> assertThat(c.volumes()).containsExactly(volume.name()))
          .allSatisfy(c -> assertThat(c.name()).startsWith("hft-"));
    }
    fixture.client().unpauseContainerCmd(paused).exec();
  }

  @Test
  void startsExactlyWhatItStopped() throws Exception {
    Volume volume = fixture.volume();
    String first = fixture.start(volume, false, "sleep", "600");
    String second = fixture.start(volume, false, "sleep", "600");
    String idle = fixture.create(volume, false, "sleep", "600").exec().getId();
    Quiesced quiesced = engine.quiesce(engine.users(List.of(volume)), QuiesceMode.STOP);
    assertThat(quiesced.containers()).hasSize(2);
    assertThat(fixture.state(first)).isEqualTo("exited");
    assertThat(fixture.state(second)).isEqualTo("exited");
    quiesced.close();
    assertThat(fixture.state(first)).isEqualTo("running");
    assertThat(fixture.state(second)).isEqualTo("running");
    assertThat(fixture.state(idle)).isEqualTo("created");
    quiesced.close();
    assertThat(notes()).isEmpty();
  }

  @Test
  void unpausesWhatItPaused() throws Exception {
    Volume volume = fixture.volume();
    String running = fixture.start(volume, true, "sleep", "600");
    try (Quiesced quiesced = engine.quiesce(engine.users(List.of(volume)), QuiesceMode.PAUSE)) {
      assertThat(quiesced.containers()).hasSize(1);
      assertThat(fixture.state(running)).isEqualTo("paused");
    }
    assertThat(fixture.state(running)).isEqualTo("running");
  }

  @Test
  void leavesAContainerItsOwnGracePeriod() throws Exception {
    Volume volume = fixture.volume();
    String slow =
        fixture
            .create(
                volume,
                false,
                "sh",
                "-c",
                "trap 'sleep 1; echo done >/v/done; exit 0' TERM; sleep 600 & wait")
            .withStopSignal("SIGTERM")
            .withStopTimeout(30)
            .exec()
            .getId();
    fixture.client().startContainerCmd(slow).exec();
    EngineFixture.eventually(() -> fixture.state(slow).equals("running"), Duration.ofSeconds(10));
    Thread.sleep(300);
    try (Quiesced quiesced = engine.quiesce(engine.users(List.of(volume)), QuiesceMode.STOP)) {
      assertThat(quiesced.containers()).hasSize(1);
      assertThat(fixture.sh(volume, "cat done")).isEqualTo("done\n");
    }
  }

  @Test
  void doesNotStopWhatWouldVanish() throws Exception {
    Volume volume = fixture.volume();
    String keeps = fixture.start(volume, false, "sleep", "600");
    String vanishes = fixture.start(volume, true, "sleep", "600");
    assertThatThrownBy(() -> engine.quiesce(engine.users(List.of(volume)), QuiesceMode.STOP))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("--rm")
        .hasMessageContaining("quiesce: pause");
    assertThat(fixture.state(keeps)).isEqualTo("running");
    assertThat(fixture.state(vanishes)).isEqualTo("running");
    assertThat(notes()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSE", "STOP"})
  void whatIsGoneOrQuietByNowIsLeftAlone(QuiesceMode mode) throws Exception {
    Volume volume = fixture.volume();
    String running = fixture.start(volume, false, "sleep", "600");
    String stopped = fixture.start(volume, false, "sleep", "600");
    String paused = fixture.start(volume, false, "sleep", "600");
    String removed = fixture.start(volume, false, "sleep", "600");
    List<Container> users = engine.users(List.of(volume));
    fixture.client().stopContainerCmd(stopped).exec();
    fixture.client().removeContainerCmd(removed).withForce(true).exec();
    if (mode == QuiesceMode.PAUSE) {
      fixture.client().pauseContainerCmd(paused).exec();
    } else {
      fixture.client().stopContainerCmd(paused).exec();
    }
    try (Quiesced quiesced = engine.quiesce(users, mode)) {
      assertThat(quiesced.containers()).hasSize(1);
    }
    assertThat(fixture.state(running)).isEqualTo("running");
    assertThat(fixture.state(stopped)).isEqualTo("exited");
    assertThat(fixture.state(paused)).isEqualTo(mode == QuiesceMode.PAUSE ? "paused" : "exited");
    assertThat(notes()).isEmpty();
  }

  @Test
  void bringsBackAllEvenIfOneFails() throws Exception {
    Volume volume = fixture.volume();
    String first = fixture.start(volume, false, "sleep", "600");
    String removed = fixture.start(volume, false, "sleep", "600");
    String last = fixture.start(volume, false, "sleep", "600");
    Quiesced quiesced = engine.quiesce(engine.users(List.of(volume)), QuiesceMode.STOP);
    fixture.client().removeContainerCmd(removed).withForce(true).exec();
    assertThatThrownBy(quiesced::close)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("try: docker start");
    assertThat(fixture.state(first)).isEqualTo("running");
    assertThat(fixture.state(last)).isEqualTo("running");
  }

  @Test
  void anInterruptWhileStoppingStartsWhatWasStopped() throws Exception {
    Volume volume = fixture.volume();
    String first = fixture.start(volume, false, "sleep", "600");
    String slow =
        fixture
            .create(volume, false, "sh", "-c", "trap 'sleep 2; exit 0' TERM; sleep 600 & wait")
            .withStopSignal("SIGTERM")
            .exec()
            .getId();
    fixture.client().startContainerCmd(slow).exec();
    Thread.sleep(300);
    List<Container> users =
        engine.users(List.of(volume)).stream()
            .sorted(java.util.Comparator.comparing((Container c) -> c.id().equals(slow)))
            .toList();
    Thread self = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              try {
                EngineFixture.eventually(
                    () -> fixture.state(first).equals("exited"), Duration.ofSeconds(20));
                Thread.sleep(300);
              } catch (InterruptedException e) {
                return;
              }
              self.interrupt();
            });
    interrupter.start();
    assertThatThrownBy(() -> engine.quiesce(users, QuiesceMode.STOP))
        .isInstanceOf(InterruptedException.class);
    interrupter.join();
    assertThat(fixture.state(first)).isEqualTo("running");
    assertThat(fixture.state(slow)).isEqualTo("running");
    assertThat(notes()).isEmpty();
  }

  @Test
  void recoverRemovesWhatDeadProcessesLeftAndNothingElse() throws Exception {
    Volume volume = fixture.volume("head -c 9000000 /dev/zero >big");
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Owner self = Owner.current();
    Owner gone =
        new Owner(self.machine(), self.boot(), self.pidSpace(), dead.pid(), self.startedMillis());
    Owner elsewhere = new Owner("other", "other", "1", 1, 1);
    String left = leftover(volume, gone);
    String foreign = leftover(volume, elsewhere);
    try (VolumeReader reader = engine.read(volume, VolumeAccess.HELPER, Selection.EVERYTHING)) {
      List<String> done = engine.recover();
      String name = fixture.client().inspectContainerCmd(foreign).exec().getName().substring(1);
      assertThat(done)
          .anySatisfy(line -> assertThat(line).startsWith("removed helper container holdfast-"))
          .noneSatisfy(line -> assertThat(line).contains(name));
      assertThat(fixture.helpers(volume))
          .extracting(com.github.dockerjava.api.model.Container::getId)
          .contains(foreign)
          .doesNotContain(left)
          .hasSize(2);
      EngineFixture.stream(reader).tar().readAllBytes();
      assertThat(reader.finish()).isEmpty();
    }
    try (DockerEngine later =
        new DockerEngine(
            DockerSettings.DEFAULTS,
            () -> Connection.to(EngineFixture.address(), Limits.DEFAULTS),
            Clock.offset(Clock.systemUTC(), Duration.ofDays(8)),
            java.nio.file.Path.of("/proc"))) {
      assertThat(later.recover()).isNotEmpty();
    }
    assertThat(fixture.helpers(volume)).isEmpty();
  }

  @Test
  void recoverStartsWhatADeadProcessStopped() throws Exception {
    Volume volume = fixture.volume();
    String stopped = fixture.start(volume, false, "sleep", "600");
    String restarted = fixture.start(volume, false, "sleep", "600");
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Owner self = Owner.current();
    Owner gone =
        new Owner(self.machine(), self.boot(), self.pidSpace(), dead.pid(), self.startedMillis());
    Connection connection = Connection.to(EngineFixture.address(), Limits.DEFAULTS);
    EmptyImage image = new EmptyImage(connection, gone);
    Thread.sleep(1100);
    new QuiesceNote.Book(connection, gone, image)
        .write(QuiesceMode.STOP, engine.users(List.of(volume)));
    fixture.client().stopContainerCmd(stopped).exec();
    fixture.client().stopContainerCmd(restarted).exec();
    Thread.sleep(1100);
    fixture.client().startContainerCmd(restarted).exec();
    fixture.client().stopContainerCmd(restarted).exec();

    List<String> done = engine.recover();

    assertThat(fixture.state(stopped)).isEqualTo("running");
    assertThat(fixture.state(restarted)).isEqualTo("exited");
    assertThat(done)
        .anySatisfy(line -> assertThat(line).startsWith("started container hft-"))
        .anySatisfy(line -> assertThat(line).startsWith("removed helper container holdfast-"))
        .anySatisfy(line -> assertThat(line).startsWith("removed image holdfast/empty:"));
    connection.close();
  }

  private String leftover(Volume volume, Owner owner) {
    Map<String, String> labels = new HashMap<>(owner.labels());
    labels.put("io.holdfast.test", "leftover");
    return fixture
        .create(volume, false, "true")
        .withName("holdfast-" + UUID.randomUUID())
        .withLabels(labels)
        .exec()
        .getId();
  }

  private List<com.github.dockerjava.api.model.Container> notes() {
    return fixture
        .client()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(
            List.of("io.holdfast.quiesce", Owner.LABEL + "=" + Owner.current().label()))
        .exec();
  }
}
