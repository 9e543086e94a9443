package io.holdfast.archive.internal.catalog;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that writes a file, as the file's name tells it.
 *
 * @param host the host's name, shortened to what a file name can take
 * @param boot the first digits of the kernel's boot id; all containers of a machine share it; zeros
 *     where the kernel has none
 * @param pid as the process itself sees it
 */
record Owner(String host, String boot, long pid) {
  private static final Pattern GRAMMAR =
      Pattern.compile("([A-Za-z0-9._-]{1,48})-([0-9a-f]{8})-([0-9]{1,18})");
  private static final String NO_BOOT = "00000000";

  /** This process. */
  static Owner current() {
    String host = hostName().replaceAll("[^A-Za-z0-9._-]", "_");
    return new Owner(host.substring(0, Math.min(48, host.length())), bootId(), thisPid());
  }

  /** Reads what {@link #toString} wrote. */
  static Optional<Owner> parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new Owner(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }

  /** The host's name as its kernel has it; "unknown" where nothing tells. */
  static String hostName() {
    String name = line("/proc/sys/kernel/hostname");
    if (name.isEmpty()) {
      try {
        name = InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        name = "";
      }
    }
    return name.isEmpty() ? "unknown" : name;
  }

  /**
   * Whether both run, or ran, under locks that see each other: on the same machine, now or before
   * its last boot, or in containers of one kernel.
   */
  boolean sharesLocksWith(Owner other) {
    return host.equals(other.host) || (boot.equals(other.boot) && !boot.equals(NO_BOOT));
  }

  @Override
  public String toString() {
    return host + "-" + boot + "-" + pid;
  }

  static long thisPid() {
    return ProcessHandle.current().pid();
  }

  private static String bootId() {
    String id = line("/proc/sys/kernel/random/boot_id");
    return id.matches("[0-9a-f]{8}.*") ? id.substring(0, 8) : NO_BOOT;
  }

  private static String line(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
