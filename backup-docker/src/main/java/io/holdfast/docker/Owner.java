package io.holdfast.docker;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process that a helper container belongs to, as the container's label says it: machine, boot,
 * process id space, process id, and the instant the process started, so that a reused process id is
 * noticed.
 */
record Owner(String machine, String boot, String pidSpace, long pid, long startedMillis) {
  /** The label that every container and image of Holdfast carries. */
  static final String LABEL = "io.holdfast.helper";

  private static final String PID_LABEL = "io.holdfast.pid";
  private static final String VERSION = "v1";
  private static final long UNKNOWN = 0;
  // the start of a process is computed from the boot instant, which clock corrections move a little
  private static final Duration TOLERANCE = Duration.ofSeconds(10);

  /** What is known of an owner. */
  enum State {
    ALIVE,
    DEAD,
    /** On another machine, or in another process id space. */
    UNKNOWN
  }

  /** This process. */
  static Owner current() {
    ProcessHandle self = ProcessHandle.current();
    String name = firstLine("/proc/sys/kernel/hostname").orElse("host");
    String id = firstLine("/etc/machine-id").orElse("");
    return new Owner(
        Hashing.sha256()
            .hashString(name + "/" + id, StandardCharsets.UTF_8)
            .toString()
            .substring(0, 12),
        firstLine("/proc/sys/kernel/random/boot_id").orElse("-"),
        pidSpaceOfThisProcess(),
        self.pid(),
        started(self));
  }

  /** Reads a label's value; empty when it has another format. */
  static Optional<Owner> parse(String label) {
    List<String> parts = List.of(label.split("/", -1));
    if (parts.size() != 6 || !parts.get(0).equals(VERSION)) {
      return Optional.empty();
    }
    long pid = TarNumber.decimal(parts.get(4));
    long started = TarNumber.decimal(parts.get(5));
    return pid <= 0 || started < 0
        ? Optional.empty()
        : Optional.of(new Owner(parts.get(1), parts.get(2), parts.get(3), pid, started));
  }

  /** The value of {@link #LABEL}. */
  String label() {
    return String.join(
        "/", VERSION, machine, boot, pidSpace, Long.toString(pid), Long.toString(startedMillis));
  }

  /** All labels of a container that belongs to this owner. */
  Map<String, String> labels() {
    return Map.of(LABEL, label(), PID_LABEL, Long.toString(pid));
  }

  /** What {@code observer}, a process that runs now, can say about this owner. */
  State stateSeenBy(Owner observer) {
    if (boot.equals(observer.boot) && pidSpace.equals(observer.pidSpace)) {
      return !boot.equals("-") || machine.equals(observer.machine) ? stateHere() : State.UNKNOWN;
    }
    boolean rebooted = machine.equals(observer.machine) && !boot.equals(observer.boot);
    return rebooted ? State.DEAD : State.UNKNOWN;
  }

  private State stateHere() {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      // where other users' processes are hidden (hidepid), not even the first one shows
      return ProcessHandle.of(1).isPresent() ? State.DEAD : State.UNKNOWN;
    }
    long started = started(process.get());
    boolean same =
        started == UNKNOWN
            || startedMillis == UNKNOWN
            || Math.abs(started - startedMillis) <= TOLERANCE.toMillis();
    return same ? State.ALIVE : State.DEAD;
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(UNKNOWN);
  }

  private static String pidSpaceOfThisProcess() {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return link.replaceAll("[^0-9]", "");
    } catch (IOException | UnsupportedOperationException e) {
      return "-";
    }
  }

  private static Optional<String> firstLine(String file) {
    try {
      return Files.readString(Path.of(file)).lines().findFirst().filter(line -> !line.isBlank());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
