package io.holdfast.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.holdfast.core.engine.ContainerEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Volumes and containers on the engine that {@code DOCKER_HOST} names, made without the code under
 * test. What it made it removes when it is closed.
 */
final class EngineFixture implements AutoCloseable {
  static final String IMAGE = "alpine";
  private static final String LABEL = "io.holdfast.test";

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final DockerClient client;
  private final List<String> volumes = new ArrayList<>();
  private int count;

  EngineFixture() {
    DefaultDockerClientConfig config =
        new DefaultDockerClientConfig.Builder().withDockerHost(host()).build();
    client =
        DockerClientImpl.getInstance(
            config,
            new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).build());
  }

  static String host() {
    String host = System.getenv("DOCKER_HOST");
    return host == null || host.isEmpty() ? "unix:///var/run/docker.sock" : host;
  }

  static EngineAddress address() {
    return new EngineAddress(host(), Optional.empty());
  }

  /** The engine under test, as a user sees it who may do everything. */
  static DockerEngine engine() {
    return engine(IMAGE, Path.of("/proc"), Limits.DEFAULTS);
  }

  /** The engine under test, as a user sees it who may not read volumes directly. */
  static DockerEngine engineWithoutDirectAccess() {
    return engine(IMAGE, Path.of("/nonexistent"), Limits.DEFAULTS);
  }

  static DockerEngine engine(String image, Path proc, Limits limits) {
    return new DockerEngine(
        new DockerSettings(Optional.of(host()), image),
        () -> Connection.to(address(), limits),
        Clock.systemUTC(),
        proc);
  }

  /** Whether volumes can be read directly here: as root, next to the engine. */
  boolean isNextToTheEngine() {
    Path volumes = Path.of(client.infoCmd().exec().getDockerRootDir(), "volumes");
    return address().socket().isPresent() && Files.isWritable(volumes);
  }

  DockerClient client() {
    return client;
  }

  /** A name nothing has. */
  String name() {
    return "hft-" + run + "-" + ++count;
  }

  /** A name that is cleaned up if a volume gets it. */
  String volumeName() {
    String name = name();
    volumes.add(name);
    return name;
  }

  /** An empty volume. */
  io.holdfast.core.engine.Volume volume() {
    String name = volumeName();
    client.createVolumeCmd().withName(name).withLabels(Map.of(LABEL, run)).exec();
    return new io.holdfast.core.engine.Volume(name, "local", Map.of(), Map.of(LABEL, run));
  }

  /** A volume that a shell script filled, which runs in it. */
  io.holdfast.core.engine.Volume volume(String script) throws InterruptedException, IOException {
    io.holdfast.core.engine.Volume volume = volume();
    sh(volume, script);
    return volume;
  }

  /** Runs a shell script in a volume, and returns what it prints. */
  String sh(io.holdfast.core.engine.Volume volume, String script)
      throws InterruptedException, IOException {
    String id = start(volume, false, "sh", "-c", "cd /v && " + script);
    try (WaitContainerResultCallback wait =
        client.waitContainerCmd(id).exec(new WaitContainerResultCallback())) {
      int status = wait.awaitStatusCode(60, TimeUnit.SECONDS);
      String printed = log(id);
      if (status != 0) {
        throw new IllegalStateException(script + ": status " + status + ": " + printed);
      }
      return printed;
    } finally {
      client.removeContainerCmd(id).withForce(true).exec();
    }
  }

  private String log(String id) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    client
        .logContainerCmd(id)
        .withStdOut(true)
        .withStdErr(true)
        .exec(
            new ResultCallback.Adapter<Frame>() {
              @Override
              public void onNext(Frame frame) {
                text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
              }
            })
        .awaitCompletion(60, TimeUnit.SECONDS);
    return text.toString();
  }

  /** Starts a container that mounts a volume at {@code /v}. */
  String start(io.holdfast.core.engine.Volume volume, boolean autoRemove, String... command) {
    String id = create(volume, autoRemove, command).exec().getId();
    client.startContainerCmd(id).exec();
    return id;
  }

  CreateContainerCmd create(
      io.holdfast.core.engine.Volume volume, boolean autoRemove, String... command) {
    return client
        .createContainerCmd(IMAGE)
        .withName(name())
        .withLabels(Map.of(LABEL, run))
        .withCmd(command)
        .withStopSignal("SIGKILL")
        .withHostConfig(
            HostConfig.newHostConfig()
                .withNetworkMode("none")
                .withAutoRemove(autoRemove)
                .withBinds(new Bind(volume.name(), new Volume("/v"))));
  }

  String state(String container) {
    return client.inspectContainerCmd(container).exec().getState().getStatus();
  }

  boolean exists(String volume) {
    try {
      client.inspectVolumeCmd(volume).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  /** Helper containers of this process that mount the volume. */
  List<Container> helpers(io.holdfast.core.engine.Volume volume) {
    return client
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(List.of(Owner.LABEL))
        .withVolumeFilter(List.of(volume.name()))
        .exec();
  }

  static ContainerEngine.Content.TarStream stream(ContainerEngine.VolumeReader reader) {
    return (ContainerEngine.Content.TarStream) reader.content();
  }

  /** Waits until something is so. */
  static void eventually(java.util.function.BooleanSupplier condition, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not so within " + limit);
      }
      Thread.sleep(20);
    }
  }

  @Override
  public void close() throws IOException {
    client
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(LABEL, run))
        .exec()
        .forEach(c -> client.removeContainerCmd(c.getId()).withForce(true).exec());
    for (String volume : volumes) {
      if (exists(volume)) {
        client.removeVolumeCmd(volume).exec();
      }
    }
    client.close();
  }
}
