package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.RequiresDocker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Killed runs that had a helper container at work, and somebody else's container stopped. Made and
 * looked at with Docker's own client.
 */
@RequiresDocker
@Tag("crash")
final class KilledRunsWithEngineIT {
  private static final String LABEL = "io.holdfast.helper";
  private static final int KILLS = Math.max(4, KilledRuns.KILLS / 5);

  @TempDir private Path folder;
  private final String volume = "hfkill-" + UUID.randomUUID().toString().substring(0, 8);
  private final String container = volume + "-user";

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void noHelperStaysAndWhatRanRunsAgain() throws Exception {
    docker("volume", "create", volume);
    docker(
        "run",
        "-d",
        "--name",
        container,
        "--stop-signal",
        "KILL",
        "-v",
        volume + ":/data",
        "alpine",
        "sh",
        "-c",
        "head -c 3000000 /dev/urandom > /data/noise; exec sleep 3600");
    CrashSite site =
        new CrashSite(
            folder,
            "volumes: [{name: " + volume + ", access: helper, quiesce: stop}]\n",
            Map.of("DOCKER_HOST", host()));
    KilledRuns runs = new KilledRuns(site, this::engineIsAsBefore);

    for (int i = 0; i < KILLS; i++) {
      runs.strike(i % 2 == 0 ? runs.delayed(i / 2) : runs.watched(i));
    }

    runs.report("killed-runs-with-engine.txt");
  }

  private void engineIsAsBefore() throws Exception {
    assertThat(docker("inspect", "-f", "{{.State.Running}}", container)).isEqualTo("true");
    assertThat(docker("ps", "-aq", "--filter", "volume=" + volume, "--filter", "label=" + LABEL))
        .as("helpers of this volume")
        .isEmpty();
    // v1/<machine>/<boot>/<pid space>/<pid>/<start>
    assertThat(
            docker(
                "ps",
                "-a",
                "--filter",
                "label=" + LABEL,
                "--format",
                "{{.Label \"" + LABEL + "\"}}"))
        .as("helpers of dead processes")
        .satisfies(
            labels ->
                assertThat(labels.lines())
                    .allMatch(
                        l -> ProcessHandle.of(Long.parseLong(l.split("/", -1)[4])).isPresent()));
  }

  @AfterEach
  void removeAll() throws Exception {
    docker("rm", "-f", container);
    docker("volume", "rm", "-f", volume);
  }

  private static String host() {
    String host = System.getenv("DOCKER_HOST");
    return host == null || host.isEmpty() ? "unix:///var/run/docker.sock" : host;
  }

  private static String docker(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(command + ": " + output).isZero();
    return output;
  }
}
