package io.holdfast.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
final class CommonOptions {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The configuration; default: holdfast.yaml in the working directory.")
  @Nullable String config;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print one JSON document instead of text; see docs/json.md.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Print nothing on success; warnings and errors go to stderr. For cron.")
  boolean quiet;

  @Option(
      names = "--no-progress",
      scope = ScopeType.INHERIT,
      description = "Show no progress line on a terminal.")
  boolean noProgress;

  @Option(
      names = {"--verbose"},
      scope = ScopeType.INHERIT,
      description = "Print diagnostic messages to stderr.")
  boolean verbose;

  @Option(
      names = {"--stacktrace"},
      scope = ScopeType.INHERIT,
      description = "Print where in the program an error arose.")
  boolean stacktrace;
}
