package io.holdfast.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import com.google.common.base.Throwables;
import io.holdfast.core.EngineException;
import io.holdfast.core.EngineException.Kind;
import io.holdfast.core.catalog.Printable;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Makes of whatever docker-java throws an {@link EngineException} that a person can act on. */
final class DockerErrors {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private static final String NO_ANSWER = "NoHttpResponseException";

  /** How the engine's own system calls say it. */
  static final String DISK_FULL = "no space left on device";

  private static final Set<String> NO_HTTP =
      Set.of("ClientProtocolException", "ProtocolException", "ParseException");

  /** What the JDK says of a Unix socket, and how docker-java's HTTP client calls its exceptions. */
  private static final Set<String> BROKEN =
      Set.of(
          "Broken pipe",
          "Connection reset by peer",
          "Connection reset",
          NO_ANSWER,
          "ConnectionClosedException",
          "MalformedChunkCodingException",
          "TruncatedChunkException");

  private DockerErrors() {}

  /**
   * Translates a failure.
   *
   * @param what what was being done, for people, as in "listing volumes"
   */
  static EngineException translate(String what, EngineAddress address, Throwable failure) {
    List<Throwable> chain = Throwables.getCausalChain(failure);
    for (Throwable cause : chain) {
      if (cause instanceof EngineException known) {
        return known;
      }
      if (cause instanceof DockerException refused) {
        return refused(what, refused);
      }
      Optional<EngineException> unreachable = unreachable(address, cause, failure);
      if (unreachable.isPresent()) {
        return unreachable.get();
      }
    }
    Throwable root = chain.get(chain.size() - 1);
    if (root instanceof JsonProcessingException
        || chain.stream().anyMatch(cause -> NO_HTTP.contains(cause.getClass().getSimpleName()))) {
      return new EngineException(
          Kind.OTHER,
          what
              + " failed: what answers at "
              + address.url()
              + " does not speak Docker's protocol; see with 'docker info' whether Docker runs there",
          failure);
    }
    if (isBrokenConnection(root)) {
      return new EngineException(
          Kind.UNREACHABLE, what + " failed: " + broken(address, root), failure);
    }
    return new EngineException(Kind.OTHER, what + " failed: " + reason(root), failure);
  }

  /** That an engine which answered does so no more, and what to do. */
  static String broken(EngineAddress address, Throwable cause) {
    return "the connection to the engine at "
        + address.url()
        + " broke ("
        // its own words name a host that nobody asked for
        + (cause.getClass().getSimpleName().equals(NO_ANSWER) ? "no answer" : reason(cause))
        + "); see with 'docker info' whether Docker runs, and run again";
  }

  /** Whether the other side of a connection went away. */
  private static boolean isBrokenConnection(Throwable root) {
    return root instanceof SocketException
        || root instanceof ClosedChannelException
        || BROKEN.contains(root.getClass().getSimpleName())
        || (root instanceof IOException && BROKEN.contains(String.valueOf(root.getMessage())));
  }

  private static EngineException refused(String what, DockerException refused) {
    Kind kind =
        switch (refused.getHttpStatus()) {
          case NOT_FOUND -> Kind.NOT_FOUND;
          case UNAUTHORIZED, FORBIDDEN -> Kind.DENIED;
          default -> Kind.OTHER;
        };
    String message = message(refused);
    String advice =
        message.contains(DISK_FULL)
            ? ": make room on the engine's host, 'docker system df' shows what it uses"
            : "";
    return new EngineException(kind, what + " failed: " + message + advice, refused);
  }

  private static Optional<EngineException> unreachable(
      EngineAddress address, Throwable cause, Throwable whole) {
    String tried = "no Docker engine answers: is Docker running? tried " + address.url();
    Optional<Path> socket = address.socket();
    // the JDK reports EACCES on a Unix socket as a BindException
    if (socket.isPresent() && cause instanceof BindException) {
      return Optional.of(
          new EngineException(
              Kind.DENIED,
              "permission denied on "
                  + socket.get()
                  + ": run as root, or let user '"
                  + Printable.of(System.getProperty("user.name", "?"))
                  + "' join the group that owns it (usually: usermod -aG docker USER, then log in again)",
              whole));
    }
    if (cause instanceof SSLException) {
      return Optional.of(
          new EngineException(
              Kind.UNREACHABLE,
              "no secure connection to "
                  + address.url()
                  + " ("
                  + reason(cause)
                  + "): check DOCKER_TLS_VERIFY and the certificates in DOCKER_CERT_PATH",
              whole));
    }
    boolean nothingThere =
        cause instanceof ConnectException
            || cause instanceof UnknownHostException
            || cause instanceof SocketTimeoutException
            || (socket.isPresent() && isMissingSocket(cause));
    if (!nothingThere) {
      return Optional.empty();
    }
    String detail = socket.isPresent() ? "" : " (" + reason(cause) + ")";
    return Optional.of(new EngineException(Kind.UNREACHABLE, tried + detail, whole));
  }

  private static boolean isMissingSocket(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return cause instanceof SocketException && message.startsWith("No such file");
  }

  /** The engine's own words, out of the JSON they come in. */
  static String message(DockerException refused) {
    String text = String.valueOf(refused.getMessage());
    int json = text.indexOf('{');
    if (json >= 0) {
      try {
        String inner =
            new ObjectMapper().readTree(text.substring(json)).path("message").textValue();
        if (inner != null) {
          return Printable.of(inner.strip());
        }
      } catch (IOException e) {
        // then it is no JSON, and the text is all there is
        return Printable.of(text);
      }
    }
    return Printable.of(text);
  }

  /** What an exception says, or else its name. */
  static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : Printable.of(message);
  }
}
