package io.holdfast.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * An engine of canned answers, below the real docker-java client. The latest route that fits
 * answers.
 */
final class StubEngine implements DockerHttpClient {
  static final EngineAddress ADDRESS =
      new EngineAddress("unix:///var/run/docker.sock", Optional.empty());
  static final Clock CLOCK = Clock.fixed(Instant.parse("2025-10-24T10:25:03Z"), ZoneOffset.UTC);

  /** Short enough for tests of what happens when they are over. */
  static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(5),
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          Duration.ofSeconds(5));

  private final List<Route> routes = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger aborted = new AtomicInteger();
  private volatile boolean closed;

  private record Route(String method, String path, Function<Request, Response> answer) {}

  /**
   * Adds an answer.
   *
   * @param path a regular expression for the path without its query
   */
  StubEngine on(String method, String path, int status, String body) {
    return on(method, path, status, body.getBytes(StandardCharsets.UTF_8));
  }

  StubEngine on(String method, String path, int status, byte[] body) {
    return on(method, path, request -> answer(status, new ByteArrayInputStream(body)));
  }

  StubEngine on(String method, String path, Function<Request, Response> answer) {
    routes.add(0, new Route(method, path, answer));
    return this;
  }

  /**
   * A volume with a directory that does not exist, an empty image, and containers to be made of it.
   */
  StubEngine withVolume(String name) {
    return on(
            "GET",
            "/volumes/" + name,
            200,
            "{\"Name\":\""
                + name
                + "\",\"Driver\":\"local\",\"Mountpoint\":\"/nonexistent/_data\","
                + "\"Labels\":null,\"Options\":null,\"CreatedAt\":\"2025-10-01T00:00:00Z\"}")
        .on("GET", "/images/.*/json", 200, "{\"Id\":\"sha256:1\",\"Config\":{}}")
        .on("POST", "/images/create", 200, "{\"status\":\"sha256:1\"}")
        .on("DELETE", "/images/.*", 200, "[]")
        .on("POST", "/containers/create", 201, "{\"Id\":\"c1\"}")
        .on("DELETE", "/containers/.*", 204, "");
  }

  Response answer(int status, InputStream body) {
    return new Response() {
      @Override
      public int getStatusCode() {
        return status;
      }

      @Override
      public Map<String, List<String>> getHeaders() {
        return Map.of();
      }

      @Override
      public InputStream getBody() {
        return body;
      }

      @Override
      public void close() {
        aborted.incrementAndGet();
      }
    };
  }

  @Override
  public Response execute(Request request) {
    requests.add(request);
    String path = request.path().replaceAll("\\?.*", "");
    for (Route route : routes) {
      if (route.method().equals(request.method()) && path.matches(route.path())) {
        return route.answer().apply(request);
      }
    }
    return answer(
        404,
        new ByteArrayInputStream(
            ("{\"message\":\"no route: " + request.method() + " " + path + "\"}")
                .getBytes(StandardCharsets.UTF_8)));
  }

  /** Method and path of all requests so far. */
  List<String> requested() {
    List<String> lines = new ArrayList<>();
    requests.forEach(r -> lines.add(r.method() + " " + r.path()));
    return lines;
  }

  Request last() {
    return requests.get(requests.size() - 1);
  }

  /** Responses that were closed. */
  int closedResponses() {
    return aborted.get();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }

  Connection connection() {
    return Connection.over(this, ADDRESS, LIMITS);
  }

  DockerEngine engine() {
    return new DockerEngine(
        DockerSettings.DEFAULTS, this::connection, CLOCK, Path.of("/nonexistent"));
  }
}
