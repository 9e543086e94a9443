package io.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A way to end a run from outside, at a moment that nothing in the program knows of. */
sealed interface Attack {

  /** What is sent. */
  enum Signal {
    KILL(137),
    TERM(143),
    INT(130);

    private final int exitCode;

    Signal(int exitCode) {
      this.exitCode = exitCode;
    }

    /** That of a process which the signal ended, or which it made end. */
    int exitCode() {
      return exitCode;
    }

    void send(Process process) throws IOException, InterruptedException {
      if (this == KILL) {
        process.toHandle().destroyForcibly(); // Process would close its streams
      } else {
        new ProcessBuilder("kill", "-s", name(), String.valueOf(process.pid())).start().waitFor();
      }
    }
  }

  /** Something that can be seen from outside, in the names of the destination. */
  enum Milestone {
    PARTIAL_THERE(".tar.gz.partial-.*", false),
    SIDECAR_PARTIAL_THERE(".sha256.partial-.*", false),
    ARCHIVE_NAMED(".tar.gz", false),
    SIDECAR_NAMED(".tar.gz.sha256", false),
    OLD_ARCHIVE_GONE(".tar.gz", true),
    OLD_SIDECAR_GONE(".tar.gz.sha256", true);

    private final String ending;
    private final boolean gone;

    Milestone(String ending, boolean gone) {
      this.ending = ending;
      this.gone = gone;
    }

    private boolean isReached(Set<String> before, Set<String> now) {
      Set<String> without = gone ? now : before;
      return (gone ? before : now)
          .stream().anyMatch(n -> n.matches(".*" + ending) && !without.contains(n));
    }
  }

  Signal signal();

  /**
   * Starts the run and attacks it.
   *
   * @return the run's exit code, and what it printed
   */
  Ended on(CrashSite site) throws IOException, InterruptedException;

  /** How a process ended. */
  record Ended(int code, String output) {
    static Ended of(Process process) throws IOException, InterruptedException {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("a run did not end within a minute of its signal");
      }
      return new Ended(
          process.exitValue(),
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** After some time, wherever the run happens to be. */
  record Delayed(Signal signal, long millis) implements Attack {
    @Override
    public Ended on(CrashSite site) throws IOException, InterruptedException {
      Process process = site.run().start();
      process.waitFor(millis, TimeUnit.MILLISECONDS);
      signal.send(process);
      return Ended.of(process);
    }
  }

  /**
   * Once something can be seen in the destination.
   *
   * @param micros to wait after that
   */
  record Watched(Signal signal, Milestone milestone, long micros) implements Attack {
    @Override
    public Ended on(CrashSite site) throws IOException, InterruptedException {
      Set<String> before = names(site.destination());
      Process process = site.run().start();
      while (process.isAlive() && !milestone.isReached(before, names(site.destination()))) {
        LockSupport.parkNanos(100_000);
      }
      LockSupport.parkNanos(micros * 1000);
      signal.send(process);
      return Ended.of(process);
    }

    private static Set<String> names(Path destination) throws IOException {
      Set<String> names = new TreeSet<>();
      try (DirectoryStream<Path> files = Files.newDirectoryStream(destination, "crash_backup_*")) {
        files.forEach(f -> names.add(f.getFileName().toString()));
      } catch (NoSuchFileException e) {
        // the first run makes it
      }
      return names;
    }
  }

  /** Just before a system call, which strace (Linux) keeps from being made. */
  record Traced(Signal signal, String call, int nth) implements Attack {
    /** Those that a run's main thread makes from the end of its writing on. */
    static final List<Traced> FROM_FINISH_ON =
        List.of(
            new Traced(Signal.KILL, "fsync", 1), // the archive's content
            new Traced(Signal.KILL, "fsync", 2), // the sidecar's
            new Traced(Signal.KILL, "link", 1),
            new Traced(Signal.KILL, "unlink", 1), // the partial name
            new Traced(Signal.KILL, "fsync", 3), // the new name
            new Traced(Signal.KILL, "rename", 1), // the sidecar's
            new Traced(Signal.KILL, "fsync", 4),
            new Traced(Signal.KILL, "unlink", 2), // pruning: the oldest archive
            new Traced(Signal.KILL, "unlink", 3), // its sidecar
            new Traced(Signal.KILL, "fsync", 5));

    /** Whether strace is there and may trace. */
    static boolean isPossible() throws InterruptedException {
      try {
        return new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true").start().waitFor() == 0;
      } catch (IOException e) {
        return false;
      }
    }

    Traced with(Signal other) {
      return new Traced(other, call, nth);
    }

    @Override
    public Ended on(CrashSite site) throws IOException, InterruptedException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "strace",
                  "-f",
                  "-q",
                  "-o",
                  "/dev/null",
                  "-e",
                  "trace=" + call,
                  "-e",
                  "inject=" + call + ":signal=SIG" + signal + ":when=" + nth));
      // the loading of native code removes files too
      ProcessBuilder run = site.run("-Dholdfast.native=false");
      command.addAll(run.command());
      return Ended.of(run.command(command).start());
    }
  }
}
