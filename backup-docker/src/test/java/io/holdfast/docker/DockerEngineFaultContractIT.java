package io.holdfast.docker;

import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.Volume;
import io.holdfast.testkit.RequiresDocker;
import io.holdfast.testkit.contract.ContainerEngineFaultContract;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@RequiresDocker
final class DockerEngineFaultContractIT extends ContainerEngineFaultContract {
  private static OwnEngineFixture fixture;

  @BeforeAll
  static void start() throws Exception {
    fixture = new OwnEngineFixture().withImage();
  }

  @AfterAll
  static void end() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  @Override
  protected ContainerEngine newEngine() {
    return fixture.engine();
  }

  @Override
  protected Volume filled(String name) throws Exception {
    return fixture.volume(name, "head -c 8000000 /dev/urandom >big");
  }

  @Override
  protected void startContainer(String name, Volume mounted) throws Exception {
    fixture.daemon.docker(
        "run",
        "-d",
        "--name=" + name,
        "--network=none",
        "--stop-signal=KILL",
        "-v",
        mounted.name() + ":/v",
        EngineFixture.IMAGE,
        "sleep",
        "600");
  }

  @Override
  protected boolean isRunning(String container) throws Exception {
    return fixture.daemon.docker("inspect", "-f", "{{.State.Running}}", container).equals("true");
  }

  @Override
  protected List<String> helpers() throws Exception {
    return fixture.helpers().lines().toList();
  }

  /** The engine answers when what the container wrote is read, which is after this. */
  @Override
  protected void killHelper(Volume volume) throws Exception {
    String id = fixture.daemon.docker("ps", "-q", "--filter", "volume=" + volume.name());
    Thread killing =
        new Thread(
            () -> {
              try {
                fixture.daemon.docker("kill", id);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    killing.start();
    killing.join(500);
  }

  @Override
  protected void stopEngine() throws Exception {
    fixture.daemon.kill();
  }

  @Override
  protected void startEngine() throws Exception {
    fixture.daemon.start();
  }
}
