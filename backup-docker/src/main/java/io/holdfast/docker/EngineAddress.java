package io.holdfast.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import io.holdfast.core.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where an engine listens.
 *
 * @param url {@code unix:///path}, {@code tcp://host:port} or {@code npipe:////./pipe/name}
 * @param certificates the directory of {@code ca.pem}, {@code cert.pem} and {@code key.pem} when
 *     TLS is used
 */
record EngineAddress(String url, Optional<Path> certificates) {
  private static final String DEFAULT = "unix:///var/run/docker.sock";
  private static final String UNIX = "unix://";

  /**
   * Finds the address as the {@code docker} command does. Reads files, connects to nothing.
   *
   * @param given wins over everything in the environment
   * @param home the user's home directory
   */
  static EngineAddress find(Optional<String> given, Map<String, String> environment, Path home)
      throws EngineException {
    Environment env = new Environment(environment, home);
    Optional<String> host = given.filter(h -> !h.isBlank()).or(() -> env.get("DOCKER_HOST"));
    EngineAddress address;
    if (host.isPresent()) {
      // the docker command speaks TLS over TCP only, whatever the environment says
      boolean tcp = host.get().startsWith("tcp://");
      address = new EngineAddress(host.get(), tcp ? env.certificates() : Optional.empty());
    } else {
      Optional<EngineAddress> context = env.context();
      address =
          context.isPresent()
              ? context.get()
              : new EngineAddress(env.localSocket(), Optional.empty());
    }
    return address.checked();
  }

  /** The socket's path, of an engine on this host. */
  Optional<Path> socket() {
    return url.startsWith(UNIX)
        ? Optional.of(Path.of(url.substring(UNIX.length())))
        : Optional.empty();
  }

  private EngineAddress checked() throws EngineException {
    if (url.startsWith("ssh://")) {
      throw new EngineException(
          EngineException.Kind.UNREACHABLE,
          url
              + " cannot be used directly: forward the socket with 'ssh -nNT -L"
              + " /tmp/docker.sock:/var/run/docker.sock USER@HOST' and set"
              + " DOCKER_HOST=unix:///tmp/docker.sock");
    }
    boolean known =
        url.startsWith(UNIX + "/") || url.startsWith("tcp://") || url.startsWith("npipe://");
    if (!known) {
      throw new EngineException(
          EngineException.Kind.UNREACHABLE,
          "'"
              + url
              + "' is no engine's address: use unix:///path/to/docker.sock or tcp://host:port");
    }
    return this;
  }

  /** What surrounds the process, as far as it tells where an engine is. */
  private record Environment(Map<String, String> variables, Path home) {

    Optional<String> get(String name) {
      return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    Optional<Path> certificates() {
      // as the docker command reads it: any value switches TLS on
      return get("DOCKER_TLS_VERIFY")
          .map(on -> get("DOCKER_CERT_PATH").map(Path::of).orElseGet(this::configuration));
    }

    String localSocket() {
      if (!Files.exists(Path.of(DEFAULT.substring(UNIX.length())))) {
        Optional<Path> rootless =
            get("XDG_RUNTIME_DIR").map(dir -> Path.of(dir, "docker.sock")).filter(Files::exists);
        if (rootless.isPresent()) {
          return UNIX + rootless.get();
        }
      }
      return DEFAULT;
    }

    Optional<EngineAddress> context() throws EngineException {
      Path config = configuration().resolve("config.json");
      Optional<String> named = get("DOCKER_CONTEXT");
      try {
        Optional<String> name = named;
        if (name.isEmpty() && Files.isReadable(config)) {
          name = text(json(config).path("currentContext"));
        }
        if (name.isEmpty() || name.get().equals("default")) {
          return Optional.empty();
        }
        String id = Hashing.sha256().hashString(name.get(), StandardCharsets.UTF_8).toString();
        Path contexts = configuration().resolve("contexts");
        Path meta = contexts.resolve("meta").resolve(id).resolve("meta.json");
        Optional<String> host = text(json(meta).path("Endpoints").path("docker").path("Host"));
        if (host.isEmpty()) {
          throw new IOException(meta + " names no host");
        }
        Path tls = contexts.resolve("tls").resolve(id).resolve("docker");
        return Optional.of(
            new EngineAddress(host.get(), Optional.of(tls).filter(Files::isDirectory)));
      } catch (IOException e) {
        throw new EngineException(
            EngineException.Kind.UNREACHABLE,
            "the Docker context "
                + named.map(n -> "'" + n + "'").orElse("of " + config)
                + " cannot be read ("
                + e.getMessage()
                + "): choose another with 'docker context use', or set DOCKER_HOST",
            e);
      }
    }

    private Path configuration() {
      return get("DOCKER_CONFIG").map(Path::of).orElseGet(() -> home.resolve(".docker"));
    }

    private static JsonNode json(Path file) throws IOException {
      return new ObjectMapper().readTree(Files.readString(file));
    }

    private static Optional<String> text(JsonNode node) {
      return Optional.ofNullable(node.textValue()).filter(text -> !text.isBlank());
    }
  }
}
