package io.holdfast.testkit;

import com.google.common.base.Suppliers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Asks once whether a Docker Engine answers, without any Docker client. */
final class EngineCondition implements ExecutionCondition {
  private static final String REQUIRE = "HOLDFAST_REQUIRE_DOCKER";
  private static final Supplier<Optional<String>> PROBLEM =
      Suppliers.memoize(() -> problem(host()));

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<String> problem = PROBLEM.get();
    if (problem.isEmpty()) {
      return ConditionEvaluationResult.enabled("a Docker Engine answers at " + host());
    }
    if (Boolean.getBoolean(REQUIRE) || Boolean.parseBoolean(System.getenv(REQUIRE))) {
      throw new ExtensionConfigurationException(
          REQUIRE + " is set, but there is no Docker Engine: " + problem.get());
    }
    return ConditionEvaluationResult.disabled("no Docker Engine: " + problem.get());
  }

  /** Says why no engine answers at {@code host}; empty if one does. */
  static Optional<String> problem(String host) {
    try {
      String status =
          CompletableFuture.supplyAsync(() -> ping(host)).orTimeout(10, TimeUnit.SECONDS).join();
      return status.startsWith("HTTP/1.1 200")
          ? Optional.empty()
          : Optional.of(host + " answers: " + status);
    } catch (CompletionException e) {
      return Optional.of(host + ": " + e.getCause());
    }
  }

  private static String host() {
    String host = System.getenv("DOCKER_HOST");
    return host == null || host.isEmpty() ? "unix:///var/run/docker.sock" : host;
  }

  private static String ping(String host) {
    try (SocketChannel channel = SocketChannel.open(address(URI.create(host)))) {
      OutputStream request = Channels.newOutputStream(channel);
      request.write(
          "GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      request.flush();
      InputStream response = Channels.newInputStream(channel);
      return new String(response.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("nothing");
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static SocketAddress address(URI host) throws IOException {
    if ("unix".equals(host.getScheme())) {
      return UnixDomainSocketAddress.of(host.getPath());
    }
    if ("tcp".equals(host.getScheme())) {
      return new InetSocketAddress(host.getHost(), host.getPort());
    }
    throw new IOException("these tests reach an engine by unix:// or tcp:// only");
  }
}
