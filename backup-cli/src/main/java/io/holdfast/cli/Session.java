package io.holdfast.cli;

import io.holdfast.archive.EarlyStart;
import io.holdfast.cli.config.Configuration;
import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.docker.DockerSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a command works with while it runs. The configuration is read once, when it is first needed.
 */
final class Session implements AutoCloseable {
  private final Invocation invocation;
  private final CommonOptions options;
  private final Console console;
  private @Nullable Configuration configuration;
  private @Nullable ContainerEngine engine;
  private @Nullable EarlyStart start;

  Session(Invocation invocation, CommonOptions options, Console console) {
    this.invocation = invocation;
    this.options = options;
    this.console = console;
  }

  Console console() {
    return console;
  }

  CommonOptions options() {
    return options;
  }

  Invocation invocation() {
    return invocation;
  }

  Collaborators collaborators() {
    return invocation.collaborators();
  }

  /**
   * Begins to get ready for archives. Called once, by a command that will want them.
   *
   * @param writing whether one is to be made
   */
  void startEarly(boolean writing) {
    start = EarlyStart.begin(writing);
  }

  /** The configuration that was named, or the default one. */
  Configuration configuration() throws ConfigurationException, UsageException {
    Configuration known = configuration;
    if (known == null) {
      known = Configuration.load(configurationFile(), collaborators().hostZone());
      configuration = known;
    }
    return known;
  }

  BackupPlan plan() throws ConfigurationException, UsageException {
    return configuration().plan();
  }

  Catalog catalog() throws ConfigurationException, UsageException {
    return collaborators().catalog(plan());
  }

  /** The file that was named, or the default one. */
  Path configurationFile() throws UsageException {
    String named = options.config;
    if (named != null && named.isEmpty()) {
      throw new UsageException("-c is empty; give it a file");
    }
    return path(named == null ? Configuration.DEFAULT_FILE : named);
  }

  boolean isConfigurationNamed() {
    return options.config != null;
  }

  /** The engine of the configuration. Closed with the session. */
  ContainerEngine engine() throws ConfigurationException, UsageException {
    return engine(configuration().docker());
  }

  ContainerEngine engine(DockerSettings settings) {
    ContainerEngine known = engine;
    if (known == null) {
      known = collaborators().engine(settings);
      engine = known;
    }
    return known;
  }

  /** Says what happens, in a zone's time, with progress where that can be shown. */
  ConsoleListener listener(ZoneId zone) {
    boolean progress =
        invocation.terminal() && !options.noProgress && !options.quiet && !options.json;
    return new ConsoleListener(console, zone, progress);
  }

  /** The zone of the plan, where one is known without an error, otherwise that of the host. */
  ZoneId zone() {
    return Optional.ofNullable(configuration)
        .map(c -> c.plan().zone())
        .orElseGet(() -> collaborators().hostZone());
  }

  /** A path from the command line. */
  static Path path(String text) throws UsageException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      boolean foreign = text.chars().anyMatch(c -> c > 127);
      throw new UsageException(
          "'"
              + text
              + "' cannot be a path here: "
              + e.getReason()
              + (foreign ? "; in a locale without UTF-8, set LC_ALL=C.UTF-8" : ""));
    }
  }

  @Override
  public void close() {
    ContainerEngine known = engine;
    engine = null;
    if (known != null) {
      known.close();
    }
    EarlyStart begun = start;
    start = null;
    if (begun != null) {
      begun.close();
    }
  }
}
