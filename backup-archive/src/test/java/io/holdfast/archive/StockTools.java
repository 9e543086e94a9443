package io.holdfast.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs the tools that archives must agree with. */
public final class StockTools {
  private StockTools() {}

  /** Runs a command that must succeed, and returns what it printed. */
  public static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s%n%s", List.of(command), output).isZero();
    return output;
  }

  /** Whether a tool is on this machine. */
  public static boolean has(String tool) {
    return List.of("/usr/bin", "/bin", "/usr/local/bin").stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  /** The output of GNU tar over a directory. */
  public static Process tarOf(Path directory) throws IOException {
    return new ProcessBuilder("tar", "-cf", "-", "-C", directory.toString(), ".")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
