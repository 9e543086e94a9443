package io.holdfast.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line in a process of its own, with the classes of the test. */
final class JavaProcess {
  private JavaProcess() {}

  /** A process that finds no container engine; its output goes nowhere unless it is read. */
  static ProcessBuilder holdfast(String... args) {
    return holdfast(List.of(), args);
  }

  /** As {@link #holdfast(String...)}, with more options of the JVM. */
  static ProcessBuilder holdfast(List<String> options, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(options);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Holdfast.class.getName());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("DOCKER_HOST", "unix:///nonexistent/docker.sock");
    return builder;
  }
}
