package io.holdfast.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.holdfast.core.EngineException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.plan.VolumeAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * A volume read through the engine's archive endpoint, from a container that is never started.
 *
 * <p>The engine leaves files that it cannot read out without a word, and ends the answer cleanly in
 * the middle when a file shrinks. The second is noticed by the missing end of the tar; the first
 * cannot be known. Times are whole seconds; of extended attributes only capabilities come along.
 */
final class VolumeCopy implements StreamedVolume.Transfer {
  private static final int BUFFER = 1 << 16;

  private final String volume;
  private final HelperContainer container;
  private final Response response;

  private VolumeCopy(String volume, HelperContainer container, Response response) {
    this.volume = "volume '" + Printable.of(volume) + "'";
    this.container = container;
    this.response = response;
  }

  static VolumeReader open(Connection connection, Owner owner, EmptyImage image, String volume)
      throws EngineException, InterruptedException {
    HelperContainer container =
        HelperContainer.holding(connection, owner, image.require(), volume, true);
    try {
      Response response =
          connection.open("reading volume '" + Printable.of(volume) + "'", get(container));
      return new StreamedVolume(
          connection, VolumeAccess.COPY, volume, new VolumeCopy(volume, container, response));
    } catch (EngineException | InterruptedException | RuntimeException e) {
      container.close();
      throw e;
    }
  }

  /** Whether the volume has nothing but its root; reads no further than to its second entry. */
  static boolean isEmpty(Connection connection, Owner owner, EmptyImage image, String volume)
      throws EngineException, InterruptedException {
    String what = "looking into volume '" + Printable.of(volume) + "'";
    try (HelperContainer container =
            HelperContainer.holding(connection, owner, image.require(), volume, true);
        Response response = connection.open(what, get(container))) {
      TarEndScanner scanner = new TarEndScanner();
      return connection.await(
          what,
          connection.limits().stall(),
          connection.start(
              () -> {
                InputStream body = response.getBody();
                byte[] buffer = new byte[BUFFER];
                int read;
                while (scanner.entries() < 2 && (read = body.read(buffer, 0, buffer.length)) >= 0) {
                  scanner.accept(buffer, 0, read);
                }
                if (scanner.entries() < 2 && !scanner.isComplete()) {
                  throw new IOException("the engine's answer ends " + scanner.describeEnd());
                }
                return scanner.entries() < 2;
              }));
    }
  }

  private static Request get(HelperContainer container) {
    return Request.builder()
        .method(Request.Method.GET)
        .path("/containers/" + container.name() + "/archive?path=" + HelperContainer.MOUNT + "/.")
        .build();
  }

  @Override
  public void copyTo(OutputStream out) throws IOException {
    InputStream body = response.getBody();
    byte[] buffer = new byte[BUFFER];
    int read;
    while ((read = body.read(buffer, 0, buffer.length)) >= 0) {
      out.write(buffer, 0, read);
    }
  }

  @Override
  public List<String> verdict(TarEndScanner tar) throws SourceException {
    if (!tar.isComplete()) {
      throw new SourceException(
          "reading "
              + volume
              + " ended "
              + tar.describeEnd()
              + ": the engine stops there when a file shrinks while it is copied; let its containers be"
              + " stopped meanwhile (quiesce: stop), or use 'access: helper'");
    }
    return List.of();
  }

  @Override
  public void close() {
    response.close();
    container.close();
  }
}
