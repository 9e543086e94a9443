package io.holdfast.docker;

import java.util.Objects;
import java.util.Optional;

/**
 * How a Docker engine is reached and what helper containers are made of.
 *
 * @param host the engine's address ({@code unix:///path} or {@code tcp://host:port}); empty to look
 *     where the {@code docker} command looks: {@code DOCKER_HOST}, {@code DOCKER_CONTEXT}, the
 *     current context, {@code /var/run/docker.sock}, and the rootless engine's socket in {@code
 *     XDG_RUNTIME_DIR}. {@code DOCKER_TLS_VERIFY} and {@code DOCKER_CERT_PATH} apply to TCP
 *     addresses
 * @param helperImage an image that holds {@code tar}, {@code find} and {@code stat}
 */
public record DockerSettings(Optional<String> host, String helperImage) {
  /** The image of helper containers where none is configured. */
  public static final String DEFAULT_HELPER_IMAGE = "alpine";

  /** The environment's engine and the default helper image. */
  public static final DockerSettings DEFAULTS =
      new DockerSettings(Optional.empty(), DEFAULT_HELPER_IMAGE);

  /**
   * Settings with a named image; nothing is contacted.
   *
   * @param host the engine's address ({@code unix:///path} or {@code tcp://host:port}); empty to
   *     look where the {@code docker} command looks: {@code DOCKER_HOST}, {@code DOCKER_CONTEXT},
   *     the current context, {@code /var/run/docker.sock}, and the rootless engine's socket in
   *     {@code XDG_RUNTIME_DIR}. {@code DOCKER_TLS_VERIFY} and {@code DOCKER_CERT_PATH} apply to
   *     TCP addresses
   * @param helperImage an image that holds {@code tar}, {@code find} and {@code stat}
   * @throws IllegalArgumentException when the image's name is blank
   */
  public DockerSettings {
    Objects.requireNonNull(host);
    if (helperImage.isBlank()) {
      throw new IllegalArgumentException("the helper image needs a name, for example 'alpine'");
    }
  }
}
