package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

final class TransportTest {
  private final StubEngine stub = new StubEngine();
  private final DockerClient client =
      DockerClientImpl.getInstance(
          new DefaultDockerClientConfig.Builder().withDockerHost("unix:///nowhere").build(),
          new Transport(stub));

  @Test
  void archivesAreAskedForUncompressed() throws IOException {
    stub.on("GET", "/containers/c/archive", 200, "tar");
    client.copyArchiveFromContainerCmd("c", "/volume/.").exec().close();
    assertThat(stub.last().headers())
        .containsEntry("Accept-Encoding", "identity")
        .doesNotContainKey("Expect");
  }

  @Test
  void anUploadWaitsForTheEnginesConsent() {
    stub.on("PUT", "/containers/c/archive", 200, "");
    client
        .copyArchiveToContainerCmd("c")
        .withRemotePath("/volume")
        .withTarInputStream(new ByteArrayInputStream(new byte[10]))
        .exec();
    assertThat(stub.last().headers()).containsEntry("Expect", "100-continue");
    assertThat(stub.last().body()).hasBinaryContent(new byte[10]);
  }

  @Test
  void otherRequestsStayAsTheyAre() {
    stub.on("GET", "/version", 200, "{}");
    client.versionCmd().exec();
    assertThat(stub.last().headers()).doesNotContainKeys("Accept-Encoding", "Expect");
  }

  @Test
  void closingInTheMiddleAbortsInsteadOfReadingTheRest() throws IOException {
    InputStream endless =
        new InputStream() {
          private int reads;

          @Override
          public int read() {
            if (++reads > 1000) {
              throw new AssertionError("read to its end");
            }
            return 0;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            if (length == 0) {
              return 0;
            }
            buffer[offset] = (byte) read();
            return 1;
          }

          @Override
          public void close() throws IOException {
            throw new IOException("closed the body, which would read the rest");
          }
        };
    stub.on("GET", "/containers/c/archive", request -> stub.answer(200, endless));
    InputStream body = client.copyArchiveFromContainerCmd("c", "/volume/.").exec();
    assertThat(body.read()).isZero();
    assertThat(body.readNBytes(10)).hasSize(10);
    body.close();
    assertThat(stub.closedResponses()).isPositive();
  }
}
