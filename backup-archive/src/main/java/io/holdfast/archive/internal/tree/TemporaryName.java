package io.holdfast.archive.internal.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The name of an object that has not got its place yet: {@code .holdfast-<machine>-<boot>-<pid
 * space>-<pid>-<start>-<number>.tmp}. It tells which process writes the object, so that what a dead
 * one left can be told from the work of a living one.
 *
 * @param machine a digest of the machine's name and id
 * @param boot the first digits of the kernel's boot id; zeros where there is none
 * @param pidSpace the number of the pid namespace; 0 where there is none
 * @param start in the kernel's ticks since the boot; 0 where it is not known
 */
record TemporaryName(String machine, String boot, long pidSpace, long pid, long start) {
  /** How all of them begin. */
  static final String PREFIX = ".holdfast-";

  private static final String SUFFIX = ".tmp";
  private static final String NO_BOOT = "00000000";
  private static final Pattern GRAMMAR =
      Pattern.compile(
          Pattern.quote(PREFIX)
              + "([0-9a-f]{8})-([0-9a-f]{8})-([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,18})-[0-9a-f]{16}"
              + Pattern.quote(SUFFIX));

  /** A fresh one of this process. */
  static String make() {
    return Here.OWN + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + SUFFIX;
  }

  /** Whether the process that made a name is dead for sure. */
  static boolean isOfDead(String name) {
    Matcher matcher = GRAMMAR.matcher(name);
    return matcher.matches()
        && new TemporaryName(
                matcher.group(1),
                matcher.group(2),
                Long.parseLong(matcher.group(3)),
                Long.parseLong(matcher.group(4)),
                Long.parseLong(matcher.group(5)))
            .isDeadSeenBy(Here.THIS);
  }

  private boolean isDeadSeenBy(TemporaryName other) {
    if (boot.equals(NO_BOOT) || other.boot.equals(NO_BOOT)) {
      return false;
    }
    if (!boot.equals(other.boot)) {
      // After a reboot; but another machine may write into the same directory.
      return machine.equals(other.machine);
    }
    // Where processes are hidden (hidepid), not even the first one shows.
    return pidSpace == other.pidSpace
        && Files.exists(Path.of("/proc/1/stat"))
        && start != startOf(pid);
  }

  private static long startOf(long pid) {
    String stat = line("/proc/" + pid + "/stat");
    // proc_pid_stat(5): the second field is a name in brackets, the 22nd the start.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields.length < 20 ? 0 : Long.parseLong(fields[19]);
  }

  private static String line(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static TemporaryName ofThisProcess() {
    String machine = line("/proc/sys/kernel/hostname") + "/" + line("/etc/machine-id");
    String boot = line("/proc/sys/kernel/random/boot_id");
    long pid = ProcessHandle.current().pid();
    CRC32 digest = new CRC32();
    digest.update(machine.getBytes(StandardCharsets.ISO_8859_1));
    return new TemporaryName(
        HexFormat.of().toHexDigits((int) digest.getValue()),
        boot.matches("[0-9a-f]{8}.*") ? boot.substring(0, 8) : NO_BOOT,
        pidSpaceOfThisProcess(),
        pid,
        startOf(pid));
  }

  private static long pidSpaceOfThisProcess() {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return Long.parseLong("0" + link.replaceAll("[^0-9]", ""));
    } catch (IOException | UnsupportedOperationException e) {
      return 0;
    }
  }

  /** This process, which nobody asks for before something is written. */
  private static final class Here {
    private static final TemporaryName THIS = ofThisProcess();
    private static final String OWN =
        PREFIX
            + String.join(
                "-",
                THIS.machine,
                THIS.boot,
                Long.toString(THIS.pidSpace),
                Long.toString(THIS.pid),
                Long.toString(THIS.start))
            + "-";
  }
}
