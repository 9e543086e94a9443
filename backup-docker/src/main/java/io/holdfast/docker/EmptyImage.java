package io.holdfast.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.google.common.net.UrlEscapers;
import io.holdfast.core.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An image with nothing in it, for containers that are never started. It needs no registry: it is
 * imported when it is first asked for, and removed in the end. Thread-safe.
 */
final class EmptyImage {
  private static final Logger LOG = LoggerFactory.getLogger(EmptyImage.class);
  private static final String REPOSITORY = "holdfast/empty";
  private static final int EMPTY_TAR = 1024;
  private static final int LONGEST_ANSWER = 64 * 1024;

  private final Connection connection;
  private final Owner owner;
  private final ReentrantLock importing = new ReentrantLock();
  private String imported = "";

  EmptyImage(Connection connection, Owner owner) {
    this.connection = connection;
    this.owner = owner;
  }

  /** The image's name, once the engine has it. */
  String require() throws EngineException, InterruptedException {
    importing.lockInterruptibly();
    try {
      if (imported.isEmpty()) {
        String tag = UUID.randomUUID().toString();
        importAs(tag);
        imported = REPOSITORY + ":" + tag;
      }
      return imported;
    } finally {
      importing.unlock();
    }
  }

  /** Removes the image if it was imported. Containers made of it must be gone. */
  void remove() {
    importing.lock();
    try {
      if (!imported.isEmpty()) {
        String name = imported;
        imported = "";
        connection.callAnyway(
            "removing image " + name,
            connection.limits().removal(),
            engine -> engine.removeImageCmd(name).exec());
      }
    } catch (EngineException e) {
      LOG.warn("an empty image was left behind: {}; the next run removes it", e.getMessage());
    } finally {
      importing.unlock();
    }
  }

  /** Whether an image is called as these are. */
  static boolean isName(String name) {
    return name.startsWith(REPOSITORY + ":");
  }

  private void importAs(String tag) throws EngineException, InterruptedException {
    String what = "importing an empty image";
    String label = "LABEL " + Owner.LABEL + "=" + owner.label();
    Request request =
        Request.builder()
            .method(Request.Method.POST)
            .path(
                "/images/create?fromSrc=-&repo="
                    + UrlEscapers.urlFormParameterEscaper().escape(REPOSITORY)
                    + "&tag="
                    + tag
                    + "&changes="
                    + UrlEscapers.urlFormParameterEscaper().escape(label))
            .putHeader("Content-Type", "application/x-tar")
            .bodyBytes(new byte[EMPTY_TAR])
            .build();
    String answer;
    try (Response response = connection.open(what, request)) {
      answer =
          connection.await(
              what,
              connection.limits().call(),
              connection.start(
                  () ->
                      new String(
                          response.getBody().readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8)));
    }
    if (answer.contains("\"error")) {
      throw DockerErrors.translate(what, connection.address(), new IOException(answer.strip()));
    }
  }
}
