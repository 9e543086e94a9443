package io.holdfast.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.holdfast.core.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * A program that runs in a helper container over a volume. Its output is read as it comes, straight
 * from the engine: what is not read holds the program back.
 */
final class HelperRun implements AutoCloseable {
  private static final int UNKNOWN_STATUS = 255;
  private static final int HEADER = 8;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int BUFFER = 1 << 16;

  private final Connection connection;
  private final HelperContainer container;
  private final Response attached;

  private HelperRun(Connection connection, HelperContainer container, Response attached) {
    this.connection = connection;
    this.container = container;
    this.attached = attached;
  }

  /** Takes what the program writes to its standard error, in pieces of any length. */
  @FunctionalInterface
  interface ErrorSink {
    void accept(byte[] bytes, int offset, int length);
  }

  /**
   * Starts a program.
   *
   * @param program its name and arguments; the volume is at {@link HelperContainer#MOUNT}
   */
  static HelperRun start(
      Connection connection, Owner owner, HelperImage image, String volume, List<String> program)
      throws EngineException, InterruptedException {
    HelperContainer container = HelperContainer.running(connection, owner, image, volume, program);
    try {
      // attached before it starts, so that nothing is lost; never with logs=1, which with the log
      // driver 'none' gives an empty stream and leaves a container that cannot be removed
      Response attached =
          connection.open(
              "attaching to helper container " + container.name(),
              Request.builder()
                  .method(Request.Method.POST)
                  .path("/containers/" + container.name() + "/attach?stream=1&stdout=1&stderr=1")
                  .build());
      try {
        connection.call(
            "starting '" + program.get(0) + "' in a container of image '" + image.name() + "'",
            engine -> engine.startContainerCmd(container.name()).exec());
        return new HelperRun(connection, container, attached);
      } catch (EngineException | InterruptedException | RuntimeException e) {
        attached.close();
        throw e;
      }
    } catch (EngineException | InterruptedException | RuntimeException e) {
      container.close();
      throw e;
    }
  }

  /**
   * Passes on what the program writes until it ends. That the stream ends tells nothing: it also
   * does when the connection is lost.
   */
  void copyOutput(OutputStream out, ErrorSink errors) throws IOException {
    InputStream frames = attached.getBody();
    byte[] buffer = new byte[BUFFER];
    while (true) {
      int have = frames.readNBytes(buffer, 0, HEADER);
      if (have == 0) {
        return;
      }
      if (have < HEADER) {
        throw new IOException("the engine's stream ends in the middle of a frame");
      }
      int stream = buffer[0];
      long left =
          (buffer[4] & 0xffL) << 24
              | (buffer[5] & 0xffL) << 16
              | (buffer[6] & 0xffL) << 8
              | (buffer[7] & 0xffL);
      if (stream != STDOUT && stream != STDERR) {
        throw new IOException("the engine sent a frame of an unknown kind: " + stream);
      }
      while (left > 0) {
        int read = frames.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new IOException("the engine's stream ends in the middle of a frame");
        }
        if (stream == STDOUT) {
          out.write(buffer, 0, read);
        } else {
          errors.accept(buffer, 0, read);
        }
        left -= read;
      }
    }
  }

  /** Waits for the program's exit status; above 128 it was killed. */
  int exitStatus() throws EngineException, InterruptedException {
    return connection.call(
        "waiting for helper container " + container.name(),
        engine -> {
          try (Response response =
              connection.execute(
                  Request.builder()
                      .method(Request.Method.POST)
                      .path("/containers/" + container.name() + "/wait")
                      .build())) {
            return new ObjectMapper()
                .readTree(response.getBody())
                .path("StatusCode")
                .asInt(UNKNOWN_STATUS);
          }
        });
  }

  /** Ends the program if it still runs, and removes its container. */
  @Override
  public void close() {
    attached.close();
    container.close();
  }
}
