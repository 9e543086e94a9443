package io.holdfast.docker;

import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.testkit.OwnEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** An engine that a test may break, with the helper image and volumes of known content. */
final class OwnEngineFixture implements AutoCloseable {
  /** Short, for what stands still for good. */
  static final Limits IMPATIENT =
      new Limits(
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1));

  final OwnEngine daemon;

  OwnEngineFixture(String... options) throws IOException, InterruptedException {
    daemon = OwnEngine.launch(options);
  }

  OwnEngineFixture withImage() throws IOException, InterruptedException {
    try {
      daemon.load(EngineFixture.IMAGE);
      return this;
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  /** A volume that a shell script filled. */
  Volume volume(String name, String script) throws IOException, InterruptedException {
    daemon.docker("volume", "create", name);
    sh(name, script);
    return new Volume(name, "local", Map.of(), Map.of());
  }

  /** Runs a shell script in a volume, and returns what it prints. */
  String sh(String volume, String script) throws IOException, InterruptedException {
    return daemon.docker(
        "run",
        "--rm",
        "--network=none",
        "-v",
        volume + ":/v",
        "-w",
        "/v",
        EngineFixture.IMAGE,
        "sh",
        "-c",
        script);
  }

  /** Names of the helper containers there are. */
  String helpers() throws IOException, InterruptedException {
    return daemon.docker(
        "ps", "-a", "--filter", "label=" + Owner.LABEL, "--format", "{{.Names}} {{.State}}");
  }

  /** The engine under test, which may not read volumes directly. */
  DockerEngine engine() {
    return engine(daemon.socket(), Limits.DEFAULTS);
  }

  /** The same, with little patience. */
  DockerEngine impatientEngine() {
    return engine(daemon.socket(), IMPATIENT);
  }

  static DockerEngine engine(Path socket, Limits limits) {
    return engine(socket, limits, Path.of("/nonexistent"));
  }

  static DockerEngine engine(Path socket, Limits limits, Path proc) {
    String host = "unix://" + socket;
    return new DockerEngine(
        new DockerSettings(Optional.of(host), EngineFixture.IMAGE),
        () -> Connection.to(new EngineAddress(host, Optional.empty()), limits),
        Clock.systemUTC(),
        proc);
  }

  static InputStream tar(VolumeReader reader) {
    return EngineFixture.stream(reader).tar();
  }

  @Override
  public void close() throws IOException {
    daemon.close();
  }
}
