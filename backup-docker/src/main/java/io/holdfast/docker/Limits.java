package io.holdfast.docker;

import java.time.Duration;

/**
 * How long the engine may keep a caller waiting. No wait is without a limit.
 *
 * @param call for an answer to a plain request
 * @param stall between two pieces of a stream, in either direction
 * @param pull between two signs of life of a registry
 * @param removal for the removal of a helper container
 */
record Limits(Duration call, Duration stall, Duration pull, Duration removal) {
  static final Limits DEFAULTS =
      new Limits(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofSeconds(20),
          Duration.ofMinutes(1));
}
