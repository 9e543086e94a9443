package io.holdfast.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.google.common.base.Strings;
import io.holdfast.core.EngineException;
import io.holdfast.core.EngineException.Kind;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.engine.Volume;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A volume with what only the engine's own host can make use of.
 *
 * @param mountpoint its directory on the engine's host; empty when the driver tells none
 * @param created as the engine reports it
 */
record InspectedVolume(Volume volume, String mountpoint, Optional<Instant> created) {

  /** Asks for a volume; never creates it. */
  static Optional<InspectedVolume> find(Connection connection, String name)
      throws EngineException, InterruptedException {
    try {
      return Optional.of(
          of(
              connection.call(
                  "looking up volume '" + Printable.of(name) + "'",
                  engine -> engine.inspectVolumeCmd(name).exec())));
    } catch (EngineException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Asks for a volume that must be there.
   *
   * @throws EngineException of kind {@code NOT_FOUND} when it is not
   */
  static InspectedVolume get(Connection connection, String name)
      throws EngineException, InterruptedException {
    Optional<InspectedVolume> found = find(connection, name);
    if (found.isEmpty()) {
      throw missing(name);
    }
    return found.get();
  }

  static EngineException missing(String name) {
    return new EngineException(
        Kind.NOT_FOUND,
        "volume '"
            + Printable.of(name)
            + "' does not exist: 'docker volume ls' shows those that do");
  }

  static InspectedVolume of(InspectVolumeResponse response) {
    return new InspectedVolume(
        new Volume(
            Objects.requireNonNull(response.getName()),
            Strings.nullToEmpty(response.getDriver()),
            present(response.getOptions()),
            present(response.getLabels())),
        Strings.nullToEmpty(response.getMountpoint()),
        instant(response.getRawValues().get("CreatedAt")));
  }

  /**
   * Whether the engine mounts something over the directory while the volume is used, and only then.
   */
  boolean isMountedOnUse() {
    return !Strings.nullToEmpty(volume.options().get("device")).isBlank()
        || !Strings.nullToEmpty(volume.options().get("type")).isBlank();
  }

  private static Map<String, String> present(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : Map.copyOf(map);
  }

  private static Optional<Instant> instant(@Nullable Object text) {
    try {
      return text instanceof String s
          ? Optional.of(OffsetDateTime.parse(s).toInstant())
          : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
