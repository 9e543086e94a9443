package io.holdfast.archive.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small file system in memory, mounted for one test. Needs root. */
final class Mount implements AutoCloseable {
  private final Path where;

  private Mount(Path where) {
    this.where = where;
  }

  /** Mounts one, or skips the test where that is not allowed. */
  static Mount tmpfs(Path where, String options) throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/mounts")), "mounting needs Linux");
    String failure = run("mount", "-t", "tmpfs", "-o", options, "tmpfs", where.toString());
    assumeTrue(failure.isEmpty(), "cannot mount a small disk: " + failure);
    return new Mount(where);
  }

  void makeReadOnly() throws IOException {
    String failure = run("mount", "-o", "remount,ro", where.toString());
    if (!failure.isEmpty()) {
      throw new AssertionError(failure);
    }
  }

  @Override
  public void close() throws IOException {
    run("umount", "-l", where.toString());
  }

  /** Runs a program. The result is empty when it succeeded. */
  private static String run(String... command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    } catch (IOException e) {
      return e.toString();
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    return process.onExit().join().exitValue() == 0 ? "" : output + " ";
  }
}
