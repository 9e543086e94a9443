package io.holdfast.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.engine.Container.State;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.RequiresDocker;
import io.holdfast.testkit.contract.ContainerEngineContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** What every engine does, on the real one. */
@RequiresDocker
final class DockerEngineContractIT extends ContainerEngineContract {
  private static EngineFixture fixture;

  @BeforeAll
  static void clearWhatOthersLeft() throws Exception {
    fixture = new EngineFixture();
    try (DockerEngine engine = EngineFixture.engine()) {
      engine.recover();
    }
  }

  @AfterAll
  static void closeFixture() throws Exception {
    fixture.close();
  }

  private final DockerClient client = fixture.client();
  private String leftover = "";

  @Override
  protected ContainerEngine newEngine() {
    return EngineFixture.engine();
  }

  @Override
  protected Set<VolumeAccess> accesses() {
    return fixture.isNextToTheEngine()
        ? EnumSet.of(VolumeAccess.DIRECT, VolumeAccess.HELPER, VolumeAccess.COPY)
        : EnumSet.of(VolumeAccess.HELPER, VolumeAccess.COPY);
  }

  @Override
  protected void createVolume(String name, FileTree content) throws Exception {
    client.createVolumeCmd().withName(name).exec();
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    content.writeTar(tar);
    String id =
        client
            .createContainerCmd(EngineFixture.IMAGE)
            .withCmd("true")
            .withHostConfig(HostConfig.newHostConfig().withBinds(new Bind(name, new Volume("/v"))))
            .exec()
            .getId();
    client
        .copyArchiveToContainerCmd(id)
        .withRemotePath("/v")
        .withTarInputStream(new ByteArrayInputStream(tar.toByteArray()))
        .exec();
    client.removeContainerCmd(id).exec();
    Entry root = content.entry(EntryPath.ROOT).orElseThrow();
    fixture.sh(
        volume(name),
        "chown "
            + root.uid()
            + ":"
            + root.gid()
            + " . && chmod "
            + Integer.toOctalString(root.mode())
            + " . && touch -d @"
            + root.modified().getEpochSecond()
            + " .");
  }

  private static io.holdfast.core.engine.Volume volume(String name) {
    return new io.holdfast.core.engine.Volume(name, "local", Map.of(), Map.of());
  }

  @Override
  protected void startContainer(String name, State state, List<String> mounted) {
    Bind[] binds = new Bind[mounted.size()];
    for (int i = 0; i < binds.length; i++) {
      binds[i] = new Bind(mounted.get(i), new Volume("/v" + i));
    }
    client
        .createContainerCmd(EngineFixture.IMAGE)
        .withName(name)
        .withCmd("sleep", "600")
        .withStopSignal("SIGKILL")
        .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none").withBinds(binds))
        .exec();
    if (state != State.STOPPED) {
      client.startContainerCmd(name).exec();
    }
    if (state == State.PAUSED) {
      client.pauseContainerCmd(name).exec();
    }
  }

  @Override
  protected State stateOf(String container) {
    return switch (fixture.state(container)) {
      case "running" -> State.RUNNING;
      case "paused" -> State.PAUSED;
      default -> State.STOPPED;
    };
  }

  /** Those of this process and of dead ones: others may use the engine too. */
  @Override
  protected List<String> helpers() {
    Owner self = Owner.current();
    return client
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(List.of(Owner.LABEL))
        .exec()
        .stream()
        .filter(
            container -> {
              Owner owner = Owner.parse(container.getLabels().get(Owner.LABEL)).orElseThrow();
              return owner.equals(self) || owner.stateSeenBy(self) == Owner.State.DEAD;
            })
        .map(container -> container.getNames()[0])
        .toList();
  }

  @Override
  protected void leaveHelper() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Owner self = Owner.current();
    Owner owner =
        new Owner(self.machine(), self.boot(), self.pidSpace(), dead.pid(), self.startedMillis());
    leftover = "holdfast-" + UUID.randomUUID();
    client
        .createContainerCmd(EngineFixture.IMAGE)
        .withName(leftover)
        .withCmd("sleep", "600")
        .withLabels(new HashMap<>(owner.labels()))
        .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none"))
        .exec();
    client.startContainerCmd(leftover).exec();
  }

  @AfterEach
  void removeLeftover() {
    if (!leftover.isEmpty()) {
      removeContainer(leftover);
    }
  }

  /** A path that is longer than the kernel takes in one piece. */
  @Override
  protected Optional<VolumeAccess> fillUnreadable(String volume) throws Exception {
    client.createVolumeCmd().withName(volume).exec();
    fixture.sh(
        volume(volume),
        "n=$(printf '%0200d' 0); i=0; while [ $i -lt 25 ]; do mkdir $n && cd $n; i=$((i+1)); done;"
            + " echo x >f; cd /v; echo good >good");
    return Optional.of(VolumeAccess.HELPER);
  }

  @Override
  protected void remove(Set<String> testContainers, Set<String> testVolumes) {
    testContainers.forEach(this::removeContainer);
    for (String volume : testVolumes) {
      if (fixture.exists(volume)) {
        client.removeVolumeCmd(volume).exec();
      }
    }
  }

  private void removeContainer(String name) {
    try {
      client.removeContainerCmd(name).withForce(true).exec();
    } catch (NotFoundException e) {
      return; // the test was over before it made it
    }
  }
}
