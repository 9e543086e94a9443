package io.holdfast.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.holdfast.core.EngineException;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client of one engine. docker-java's calls cannot be given up, so they run on threads of their
 * own: the caller waits no longer than a limit and notices an interrupt at once. Thread-safe.
 */
final class Connection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int LONGEST_REFUSAL = 64 * 1024;

  private final EngineAddress address;
  private final Limits limits;
  private final DockerHttpClient http;
  private final DockerClient client;
  private final Set<VolumeReader> open = ConcurrentHashMap.newKeySet();
  private final Set<String> leftBehind = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          5,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("holdfast-docker-%d").build());

  private Connection(
      EngineAddress address, Limits limits, DockerHttpClient http, DockerClient client) {
    this.address = address;
    this.limits = limits;
    this.http = http;
    this.client = client;
  }

  /** Makes a client; nothing is sent. */
  static Connection to(EngineAddress address, Limits limits) throws EngineException {
    try {
      DefaultDockerClientConfig config = configuration(address);
      return over(
          new ZerodepDockerHttpClient.Builder()
              .dockerHost(config.getDockerHost())
              .sslConfig(config.getSSLConfig())
              .connectionTimeout(CONNECT)
              .build(),
          address,
          limits);
    } catch (RuntimeException | LinkageError e) {
      // unreadable certificates, or a class that TLS needs and that was left out
      throw DockerErrors.translate("preparing the connection to " + address.url(), address, e);
    }
  }

  /** Makes a client over any transport, which it closes. */
  static Connection over(DockerHttpClient transport, EngineAddress address, Limits limits) {
    DockerHttpClient http = new Transport(transport);
    return new Connection(
        address, limits, http, DockerClientImpl.getInstance(configuration(address), http));
  }

  private static DefaultDockerClientConfig configuration(EngineAddress address) {
    // not createDefaultConfigBuilder: it would read the environment once more, and differently
    DefaultDockerClientConfig.Builder config =
        new DefaultDockerClientConfig.Builder().withDockerHost(address.url());
    address
        .certificates()
        .ifPresent(
            directory -> config.withDockerTlsVerify(true).withDockerCertPath(directory.toString()));
    return config.build();
  }

  /** Has a reader closed with the connection, unless it is {@link #released} before. */
  void opened(VolumeReader reader) {
    open.add(reader);
  }

  void released(VolumeReader reader) {
    open.remove(reader);
  }

  /** Closes the readers that are still open. */
  void closeReaders() {
    open.forEach(VolumeReader::close);
  }

  /** Notes a container of this connection that could not be removed when it had served. */
  void leaveBehind(String container) {
    leftBehind.add(container);
  }

  /** Whether a container was left behind, so that it is nobody's although its owner lives. */
  boolean isLeftBehind(String container) {
    return leftBehind.contains(container);
  }

  EngineAddress address() {
    return address;
  }

  Limits limits() {
    return limits;
  }

  /** A request to the engine through docker-java. */
  @FunctionalInterface
  interface Call<T> {
    T on(DockerClient engine) throws Exception;
  }

  /**
   * Asks the engine, for no longer than {@link Limits#call()}.
   *
   * @param what for people, as in "listing volumes"
   */
  <T> T call(String what, Call<T> call) throws EngineException, InterruptedException {
    return call(what, limits.call(), call);
  }

  /** Asks the engine, for no longer than {@code limit}. */
  <T> T call(String what, Duration limit, Call<T> call)
      throws EngineException, InterruptedException {
    return await(what, limit, begin(call));
  }

  /**
   * Asks the engine even when the thread is interrupted: for what must be put in order whatever
   * happens. The interrupt is kept.
   */
  <T> T callAnyway(String what, Duration limit, Call<T> call) throws EngineException {
    boolean interrupted = Thread.interrupted();
    try {
      Future<T> answer = begin(call);
      long deadline = System.nanoTime() + limit.toNanos();
      while (true) {
        try {
          return await(what, limit, deadline, answer, false);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Sends a request and opens its answer, whose body is read afterwards.
   *
   * @return closed by the caller, which aborts the connection
   */
  Response open(String what, Request request) throws EngineException, InterruptedException {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    Future<?> work =
        start(
            () -> {
              try {
                Response response = execute(request);
                if (!answer.complete(response)) {
                  response.close();
                }
              } catch (RuntimeException | IOException e) {
                answer.completeExceptionally(e);
              }
              return true;
            });
    try {
      return await(what, limits.call(), answer);
    } catch (EngineException | InterruptedException e) {
      work.cancel(true);
      if (!answer.isCancelled() && !answer.isCompletedExceptionally()) {
        answer.join().close();
      }
      throw e;
    }
  }

  /**
   * Sends a request that docker-java has no command for. Blocks without a limit: only for use in a
   * {@link #call} or in what was {@link #start}ed.
   *
   * @return closed by the caller
   */
  Response execute(Request request) throws IOException {
    return accepted(http.execute(request));
  }

  /** Begins a request; {@link #await} waits for its end. */
  <T> Future<T> begin(Call<T> call) {
    return start(() -> call.on(client));
  }

  /** Runs something on a thread of the connection; cancelling it interrupts that. */
  <T> Future<T> start(Callable<T> work) {
    try {
      return threads.submit(work);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the engine is closed", e);
    }
  }

  /**
   * Waits for what was started, and cancels it when it takes too long or the caller is interrupted.
   */
  <T> T await(String what, Duration limit, Future<T> answer)
      throws EngineException, InterruptedException {
    return await(what, limit, System.nanoTime() + limit.toNanos(), answer, true);
  }

  private <T> T await(
      String what, Duration limit, long deadline, Future<T> answer, boolean giveUpWhenInterrupted)
      throws EngineException, InterruptedException {
    try {
      return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw DockerErrors.translate(what, address, cause == null ? e : cause);
    } catch (CancellationException e) {
      throw DockerErrors.translate(what, address, e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new EngineException(
          EngineException.Kind.OTHER,
          what
              + " failed: the Docker engine at "
              + address.url()
              + " did not answer for "
              + limit.toSeconds()
              + " s; a hanging container can hold it up, see 'docker ps' and the engine's log, then run"
              + " again",
          e);
    } catch (InterruptedException e) {
      if (giveUpWhenInterrupted) {
        answer.cancel(true);
      }
      throw e;
    }
  }

  private static Response accepted(Response response) throws IOException {
    int status = response.getStatusCode();
    if ((status >= 200 && status < 300) || status == 101 || status == 304) {
      return response;
    }
    try (response) {
      String body =
          new String(response.getBody().readNBytes(LONGEST_REFUSAL), StandardCharsets.UTF_8);
      throw new DockerException(body, status);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      client.close();
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("closing the client of {}", address.url(), e);
    }
  }
}
