package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.EngineException;
import io.holdfast.core.EngineException.Kind;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

final class DockerErrorsTest {
  private static EngineException failing(Throwable cause) {
    return failing(StubEngine.ADDRESS, cause);
  }

  private static EngineException failing(EngineAddress address, Throwable cause) {
    StubEngine stub =
        new StubEngine()
            .on(
                "GET",
                "/version",
                request -> {
                  throw new RuntimeException(cause);
                });
    try (DockerEngine engine =
        new DockerEngine(
            DockerSettings.DEFAULTS,
            () -> Connection.over(stub, address, StubEngine.LIMITS),
            StubEngine.CLOCK,
            java.nio.file.Path.of("/nonexistent"))) {
      engine.info();
      throw new AssertionError("did not fail");
    } catch (EngineException e) {
      return e;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static EngineException refused(int status, String body) {
    try (DockerEngine engine = new StubEngine().on("GET", "/version", status, body).engine()) {
      engine.info();
      throw new AssertionError("did not fail");
    } catch (EngineException e) {
      return e;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aMissingOrStaleSocketMeansThatNoEngineAnswers() {
    for (Exception cause :
        new Exception[] {
          new SocketException("No such file or directory"),
          new ConnectException("Connection refused")
        }) {
      EngineException e = failing(cause);
      assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(e)
          .hasMessage(
              "no Docker engine answers: is Docker running? tried unix:///var/run/docker.sock")
          .hasRootCause(cause);
    }
  }

  @Test
  void aSocketThatMayNotBeOpenedNamesItAndTheRemedy() {
    EngineException e = failing(new BindException("Permission denied"));
    assertThat(e.kind()).isEqualTo(Kind.DENIED);
    assertThat(e)
        .hasMessageStartingWith("permission denied on /var/run/docker.sock: run as root, or ")
        .hasMessageContaining("usermod -aG docker");
  }

  @Test
  void overTcpTheReasonIsTold() {
    EngineAddress tcp = new EngineAddress("tcp://backup.example:2375", Optional.empty());
    EngineException e = failing(tcp, new UnknownHostException("backup.example"));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e)
        .hasMessage(
            "no Docker engine answers: is Docker running? tried tcp://backup.example:2375"
                + " (backup.example)");
    EngineException tls = failing(tcp, new SSLHandshakeException("unknown_ca"));
    assertThat(tls.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(tls).hasMessageContaining("unknown_ca").hasMessageContaining("DOCKER_CERT_PATH");
  }

  @Test
  void theEnginesWordsComeWithoutTheirJson() {
    EngineException e = refused(500, "{\"message\":\"the disk is on fire\\u001b[31m\"}");
    assertThat(e.kind()).isEqualTo(Kind.OTHER);
    assertThat(e)
        .hasMessage("asking the engine's version failed: the disk is on fire\\x1b[31m")
        .hasCauseInstanceOf(com.github.dockerjava.api.exception.DockerException.class);
    assertThat(refused(500, "no json")).hasMessageEndingWith("no json");
    assertThat(refused(500, "{\"other\":1}")).hasMessageContaining("other");
    assertThat(refused(500, "{broken")).hasMessageContaining("{broken");
  }

  @Test
  void statusesHaveTheirKinds() {
    assertThat(refused(404, "{\"message\":\"no such thing\"}").kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(refused(403, "{\"message\":\"not you\"}").kind()).isEqualTo(Kind.DENIED);
    assertThat(refused(401, "{\"message\":\"not you\"}").kind()).isEqualTo(Kind.DENIED);
  }

  @Test
  void anAnswerThatIsNotDockersIsRecognized() {
    assertThat(refused(200, "<html>hello</html>"))
        .hasMessageContaining("does not speak Docker's protocol");
  }

  @Test
  void aConnectionThatBreaksMeansThatTheEngineWentAway() {
    EngineException e = failing(new java.io.IOException("Broken pipe"));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e)
        .hasMessage(
            "asking the engine's version failed: the connection to the engine at"
                + " unix:///var/run/docker.sock broke (Broken pipe); see with 'docker info' whether"
                + " Docker runs, and run again");
  }

  @Test
  void aFullDiskOfTheEngineComesWithTheRemedy() {
    assertThat(refused(500, "{\"message\":\"mkdir /x: no space left on device\"}"))
        .hasMessageEndingWith(
            "no space left on device: make room on the engine's host, 'docker system df' shows what"
                + " it uses");
  }

  @Test
  void anythingElseKeepsItsReason() {
    assertThat(failing(new java.io.IOException("odd")))
        .hasMessage("asking the engine's version failed: odd");
    assertThat(failing(new IllegalStateException()))
        .hasMessage("asking the engine's version failed: IllegalStateException");
  }

  @Test
  void aMissingVolumeIsNoErrorButItsReadingIs() throws Exception {
    try (DockerEngine engine =
        new StubEngine()
            .on("GET", "/volumes/x", 404, "{\"message\":\"get x: no such volume\"}")
            .engine()) {
      assertThat(engine.volume("x")).isEmpty();
      var volume =
          new io.holdfast.core.engine.Volume("x", "local", java.util.Map.of(), java.util.Map.of());
      assertThatThrownBy(() -> engine.isEmpty(volume))
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
          .hasMessage("volume 'x' does not exist: 'docker volume ls' shows those that do");
    }
  }
}
