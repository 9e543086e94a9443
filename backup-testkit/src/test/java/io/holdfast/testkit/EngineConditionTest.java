package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineConditionTest {
  @TempDir Path dir;

  @Test
  void engineThatAnswersIsNoProblem() throws Exception {
    assertThat(answering("HTTP/1.1 200 OK\r\n\r\nOK")).isEmpty();
  }

  @Test
  void engineThatAnswersWithAnErrorIsQuoted() throws Exception {
    assertThat(answering("HTTP/1.1 503 Service Unavailable\r\n\r\n"))
        .hasValueSatisfying(text -> assertThat(text).endsWith("HTTP/1.1 503 Service Unavailable"));
  }

  @Test
  void missingSocketIsNamed() {
    String host = "unix://" + dir.resolve("none.sock");
    assertThat(EngineCondition.problem(host))
        .hasValueSatisfying(
            text -> assertThat(text).startsWith(host + ": java.net.SocketException"));
  }

  @Test
  void otherTransportsAreRefused() {
    assertThat(EngineCondition.problem("ssh://somewhere"))
        .hasValueSatisfying(text -> assertThat(text).contains("unix:// or tcp:// only"));
  }

  private Optional<String> answering(String response) throws Exception {
    Path socket = dir.resolve("engine.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread engine = new Thread(() -> answerOnce(server, response));
      engine.start();
      var problem = EngineCondition.problem("unix://" + socket);
      engine.join();
      return problem;
    }
  }

  private static void answerOnce(ServerSocketChannel server, String response) {
    try (SocketChannel client = server.accept()) {
      client.read(ByteBuffer.allocate(1024));
      client.write(ByteBuffer.wrap(response.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
