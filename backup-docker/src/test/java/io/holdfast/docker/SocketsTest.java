package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.holdfast.core.EngineException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel says about sockets, as a user reads it. Needs no engine. */
final class SocketsTest {
  @TempDir Path temp;

  /**
   * Tells what connecting to a socket fails with; a program of its own, to be run without rights.
   */
  static final class Connecting {
    private Connecting() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      Files.writeString(Path.of(arguments[1]), outcome(Path.of(arguments[0])));
    }

    static String outcome(Path socket) throws InterruptedException {
      DockerSettings settings =
          new DockerSettings(Optional.of("unix://" + socket), DockerSettings.DEFAULT_HELPER_IMAGE);
      try (DockerEngine engine = DockerEngine.create(settings)) {
        return "connected to " + engine.info();
      } catch (EngineException e) {
        return e.kind() + " " + e.getMessage();
      }
    }
  }

  @Test
  void aMissingSocket() throws Exception {
    Path socket = temp.resolve("none.sock");
    assertThat(Connecting.outcome(socket))
        .isEqualTo(
            "UNREACHABLE no Docker engine answers: is Docker running? tried unix://" + socket);
  }

  @Test
  void aSocketThatNobodyListensTo() throws Exception {
    Path socket = temp.resolve("s");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(socket))
        .close();
    assertThat(Connecting.outcome(socket))
        .isEqualTo(
            "UNREACHABLE no Docker engine answers: is Docker running? tried unix://" + socket);
  }

  @Test
  void aSocketThatMayNotBeOpened() throws Exception {
    Path socket = temp.resolve("s");
    Path outcome = temp.resolve("outcome");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("---------"));
      if (Files.isReadable(socket)) {
        // root: only a process without capabilities is refused
        Path setpriv = Path.of("/usr/bin/setpriv");
        assumeThat(setpriv).exists();
        Process process =
            new ProcessBuilder(
                    setpriv.toString(),
                    "--bounding-set=-all",
                    "--inh-caps=-all",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Connecting.class.getName(),
                    socket.toString(),
                    outcome.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } else {
        Files.writeString(outcome, Connecting.outcome(socket));
      }
    }
    assertThat(outcome)
        .content()
        .startsWith("DENIED permission denied on " + socket + ": run as root, or let user '");
  }
}
