package io.holdfast.cli.config;

import io.holdfast.core.plan.BackupPlan;
import io.holdfast.docker.DockerSettings;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What a configuration file says.
 *
 * @param plan what is to be saved
 * @param docker how the container engine is reached
 * @param file where it was read from, as the user wrote it
 */
public record Configuration(BackupPlan plan, DockerSettings docker, Path file) {
  /** Where a configuration is looked for when none is named. */
  public static final String DEFAULT_FILE = "holdfast.yaml";

  /** A file above this size is a mistake. */
  private static final long MAX_BYTES = 1L << 20;

  /**
   * Reads and checks a file; touches nothing else.
   *
   * @param hostZone the zone of a plan that names none
   * @throws ConfigurationException with everything that is wrong with it
   */
  public static Configuration load(Path file, ZoneId hostZone) throws ConfigurationException {
    String label = file.toString();
    Optional<Node> root = new YamlText(label).parse(read(file, label));
    if (root.isEmpty() || Values.isNull(root.get())) {
      throw new ConfigurationException(
          label,
          List.of(
              new Problem(
                  1,
                  1,
                  "the configuration is empty; it needs 'name', 'destination' and at least one"
                      + " source under 'directories' or 'volumes'")));
    }
    Problems problems = new Problems();
    Optional<Configuration> configuration =
        new ConfigurationBinder(file, hostZone, problems).bind(root.get());
    return configuration.orElseThrow(() -> new ConfigurationException(label, problems.found()));
  }

  private static byte[] read(Path file, String label) throws ConfigurationException {
    try {
      if (Files.isDirectory(file)) {
        throw new ConfigurationException(label, "is a directory; name the file in it with -c FILE");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigurationException(
            label, "is larger than 1 MiB, which no configuration is; name another with -c FILE");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new ConfigurationException(
          label, "no such file: write one (see README) or name one with -c FILE");
    } catch (AccessDeniedException e) {
      throw new ConfigurationException(
          label, "permission denied: this user cannot read it; check its mode and owner");
    } catch (IOException e) {
      throw new ConfigurationException(label, "cannot be read: " + e.getMessage());
    }
  }
}
