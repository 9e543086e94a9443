package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.OwnEngine;
import io.holdfast.testkit.RequiresDocker;
import io.holdfast.testkit.SocketProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line beside a real engine that is down or dies. */
@RequiresDocker
@Timeout(120)
final class EngineFaultsIT {
  @TempDir private Path folder;
  private Path destination;
  private Path configuration;
  private OwnEngine engine;
  private SocketProxy proxy;

  private record Ended(int code, String said) {}

  @BeforeEach
  void start() throws Exception {
    destination = folder.resolve("backups");
    configuration = folder.resolve("holdfast.yaml");
    Files.writeString(Files.createDirectories(folder.resolve("app/data")).resolve("a"), "hello\n");
    engine = OwnEngine.launch();
    engine.load("alpine");
    proxy = SocketProxy.between(folder.resolve("s"), engine.socket());
    Files.writeString(
        configuration,
        "name: shop\nbase-dir: app\ndestination: backups\ndirectories: [data]\n"
            + ("docker-host: unix://" + proxy.socket() + "\n")
            + "volumes: [{name: db, access: helper, quiesce: stop}, {name: media, access: copy}]\n");
    fill("db", "head -c 4000000 /dev/urandom >/v/big");
    fill("media", "echo picture >/v/picture");
    engine.docker(
        "run",
        "-d",
        "--name=app",
        "--network=none",
        "--stop-signal=KILL",
        "-v",
        "db:/v",
        "alpine",
        "sleep",
        "600");
  }

  private void fill(String volume, String script) throws Exception {
    engine.docker(
        "run", "--rm", "--network=none", "-v", volume + ":/v", "alpine", "sh", "-c", script);
  }

  @AfterEach
  void end() throws Exception {
    if (proxy != null) {
      proxy.close();
    }
    if (engine != null) {
      engine.close();
    }
  }

  /** In this process, which stays alive: for what leaves nothing behind. */
  private Ended holdfast(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-c", configuration.toString()));
    CommandLineRun run = CommandLineRun.of(new HostCollaborators(), all.toArray(String[]::new));
    return new Ended(run.code(), run.out() + run.err());
  }

  /** In a process of its own, without capabilities: it reaches volumes through the engine alone. */
  private Ended process(String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-c", configuration.toString()));
    ProcessBuilder builder =
        JavaProcess.holdfast(
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), all.toArray(String[]::new));
    builder.command().addAll(0, List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), said);
  }

  private Map<String, String> archives() throws IOException {
    Map<String, String> archives = new HashMap<>();
    if (Files.exists(destination)) {
      try (Stream<Path> files = Files.list(destination)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".tar.gz")).toList()) {
          archives.put(
              file.getFileName().toString(),
              com.google.common.hash.Hashing.sha256()
                  .hashBytes(Files.readAllBytes(file))
                  .toString());
        }
      }
    }
    return archives;
  }

  private String helpers() throws Exception {
    return engine.docker("ps", "-aq", "--filter", "label=io.holdfast.helper");
  }

  private boolean dies() throws IOException, InterruptedException {
    engine.kill();
    return false;
  }

  @Test
  void oneThatIsDownAtTheStartFailsTheRunAndTouchesNothing() throws Exception {
    engine.kill();

    Ended run = holdfast("run", "--quiet");

    assertThat(run.code()).as(run.said()).isEqualTo(1);
    assertThat(run.said()).contains(proxy.socket().toString());
    assertThat(archives()).isEmpty();

    proxy.close();
    run = holdfast("run", "--quiet");

    assertThat(run.code()).as(run.said()).isEqualTo(1);
    assertThat(run.said())
        .contains("no Docker engine answers: is Docker running? tried unix://" + proxy.socket());
    assertThat(archives()).isEmpty();
  }

  @Test
  void oneThatDiesWhileAVolumeIsReadCostsTheVolumesAndNothingElse() throws Exception {
    Ended run = holdfast("run", "--quiet");
    assertThat(run.code()).as(run.said()).isZero();
    Map<String, String> before = archives();
    assertThat(before).hasSize(1);

    proxy.inAnswer("/attach?", 1_000_000, (client, p) -> dies());
    run = process("run", "--quiet");

    assertThat(run.code()).as(run.said()).isEqualTo(10);
    assertThat(run.said())
        .contains("volume 'db' was not saved", "reading volume 'db' ended in the middle of './big'")
        .contains("volume 'media' was not saved")
        .contains("docker start app")
        .contains("docker info");
    assertThat(archives()).hasSize(2).containsAllEntriesOf(before);
    Map<String, String> both = archives();

    engine.start();
    assertThat(helpers()).isNotEmpty();
    run = holdfast("run");

    assertThat(run.code()).as(run.said()).isZero();
    assertThat(run.said()).contains("started container app, which a dead run had stopped");
    assertThat(helpers()).isEmpty();
    assertThat(engine.docker("inspect", "-f", "{{.State.Running}}", "app")).isEqualTo("true");
    assertThat(archives()).hasSize(3).containsAllEntriesOf(both);
    run = holdfast("verify", "--all");
    assertThat(run.code()).as(run.said()).isZero();
  }

  @Test
  void oneThatDiesWhileAVolumeIsRestoredLeavesItSaidToBePartial() throws Exception {
    Ended run = holdfast("run", "--quiet");
    assertThat(run.code()).as(run.said()).isZero();
    Map<String, String> before = archives();

    proxy.inRequest("PUT /", 1_000_000, (client, p) -> dies());
    run = process("restore", "latest", "--source", "db", "--into-volume", "again");

    assertThat(run.code()).as(run.said()).isEqualTo(1);
    assertThat(run.said())
        .contains("writing volume 'again' failed")
        .contains("volume 'again', which is not complete")
        .contains("--overwrite");

    engine.start();
    run = process("restore", "latest", "--source", "db", "--into-volume", "again", "--overwrite");

    assertThat(run.code()).as(run.said()).isZero();
    assertThat(archives()).isEqualTo(before);
    assertThat(
            engine.docker(
                "run",
                "--rm",
                "--network=none",
                "-v",
                "db:/a",
                "-v",
                "again:/b",
                "alpine",
                "cmp",
                "/a/big",
                "/b/big"))
        .isEmpty();
  }
}
