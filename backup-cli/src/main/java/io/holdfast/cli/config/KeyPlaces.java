package io.holdfast.cli.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a configuration file, by the mapping they belong into. */
final class KeyPlaces {
  static final String TOP = "the configuration";
  static final String DIRECTORY = "a directory";
  static final String VOLUME = "a volume";
  static final String COMPOSE = "'compose'";
  static final String RETENTION = "'retention'";

  static final List<String> TOP_KEYS =
      List.of(
          "name",
          "base-dir",
          "destination",
          "directories",
          "volumes",
          "retention",
          "require-mounts",
          "min-free-space",
          "on-missing-source",
          "compression",
          "timezone",
          "access",
          "helper-image",
          "docker-host",
          "exclude",
          "exclude-caches",
          "one-file-system");
  static final List<String> DIRECTORY_KEYS =
      List.of("path", "name", "exclude", "exclude-caches", "one-file-system", "max-size");
  static final List<String> VOLUME_KEYS =
      List.of("name", "compose", "access", "quiesce", "exclude", "max-size");
  static final List<String> COMPOSE_KEYS = List.of("project", "volume");
  static final List<String> RETENTION_KEYS =
      List.of(
          "keep-within",
          "keep-last",
          "keep-hourly",
          "keep-daily",
          "keep-weekly",
          "keep-monthly",
          "keep-yearly",
          "keep-at-least",
          "keep-incomplete",
          "remove-at-most");

  private static final Map<String, String> PLACES =
      Map.ofEntries(
          Map.entry("path", DIRECTORY),
          Map.entry("max-size", "a directory or a volume"),
          Map.entry("quiesce", VOLUME),
          Map.entry("compose", VOLUME),
          Map.entry("keep-within", RETENTION),
          Map.entry("keep-last", RETENTION),
          Map.entry("keep-hourly", RETENTION),
          Map.entry("keep-daily", RETENTION),
          Map.entry("keep-weekly", RETENTION),
          Map.entry("keep-monthly", RETENTION),
          Map.entry("keep-yearly", RETENTION),
          Map.entry("keep-at-least", RETENTION),
          Map.entry("keep-incomplete", RETENTION),
          Map.entry("remove-at-most", RETENTION),
          Map.entry("destination", TOP),
          Map.entry("require-mounts", TOP),
          Map.entry("min-free-space", TOP),
          Map.entry("timezone", TOP),
          Map.entry("on-missing-source", TOP),
          Map.entry("compression", TOP),
          Map.entry("helper-image", TOP),
          Map.entry("docker-host", TOP));

  private KeyPlaces() {}

  /** Where a key that stands in a wrong place belongs. */
  static Optional<String> of(String key) {
    return Optional.ofNullable(PLACES.get(key));
  }
}
