package io.holdfast.archive.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Runs a program that must succeed. */
final class Shell {
  private Shell() {}

  /** Runs a script with parameters {@code $1} and so on; returns what it prints. */
  static String sh(String script, Object... parameters) throws IOException, InterruptedException {
    String[] command = new String[4 + parameters.length];
    command[0] = "sh";
    command[1] = "-ec";
    command[2] = script;
    command[3] = "sh";
    for (int i = 0; i < parameters.length; i++) {
      command[4 + i] = parameters[i].toString();
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  /** Whether a command succeeds here. */
  static boolean can(String script, Object... parameters) throws InterruptedException {
    try {
      sh(script, parameters);
      return true;
    } catch (IOException | AssertionError e) {
      return false;
    }
  }
}
