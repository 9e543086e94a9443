package io.holdfast.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that this process has open, as Linux shows them. */
final class OpenFiles {
  private static final Path SHOWN = Path.of("/proc/self/fd");

  private OpenFiles() {}

  /**
   * The files and directories below a directory that are open, once for each time.
   *
   * @param root a real path
   * @return sorted; empty where the system does not show them
   */
  static List<Path> below(Path root) {
    if (!Files.isDirectory(SHOWN)) {
      return List.of();
    }
    List<Path> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(SHOWN)) {
      for (Path descriptor : descriptors.toList()) {
        addTarget(descriptor, open);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return open.stream().filter(file -> file.startsWith(root)).sorted().toList();
  }

  private static void addTarget(Path descriptor, List<Path> open) {
    try {
      open.add(Files.readSymbolicLink(descriptor));
    } catch (IOException e) {
      // closed meanwhile, as the one that lists them is
    }
  }
}
