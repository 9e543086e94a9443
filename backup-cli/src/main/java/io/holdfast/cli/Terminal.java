package io.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Knows whether somebody is watching. */
final class Terminal {
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /** Whether stderr is a terminal that can rewrite a line. */
  @SuppressWarnings("SystemConsoleNull") // asked of the versions only where null means something
  static boolean isErrorTerminal() {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      if (Files.isSymbolicLink(STDERR)) {
        String device = Files.readSymbolicLink(STDERR).toString();
        return device.startsWith("/dev/pts/")
            || device.startsWith("/dev/tty")
            || device.equals("/dev/console");
      }
    } catch (IOException e) {
      return false;
    }
    // Elsewhere the JDK knows only of stdin and stdout, and from 22 on has a console without a
    // terminal
    return Runtime.version().feature() < 22 && System.console() != null;
  }
}
