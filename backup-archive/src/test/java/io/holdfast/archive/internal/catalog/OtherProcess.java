package io.holdfast.archive.internal.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.core.DestinationException;
import io.holdfast.core.LockedException;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.plan.PlanName;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A run in a JVM of its own, which can be killed without a chance to clean up. */
@SuppressWarnings("try") // a lock is held, not used
public final class OtherProcess implements AutoCloseable {
  /** What the other process does. */
  public enum Task {
    /** Takes the lock if it can and says so; ends. */
    TRY_LOCK,
    /** Holds the lock until it is killed. */
    HOLD_LOCK,
    /** Holds the lock and a draft until it is killed. */
    HOLD_DRAFT,
    /** Publishes one archive and ends. */
    PUBLISH,
    /** Publishes archives until it is killed. */
    PUBLISH_ON
  }

  private final Process process;
  private final BufferedReader out;

  private OtherProcess(Process process) {
    this.process = process;
    this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  public static OtherProcess start(Task task, Path destination) throws IOException {
    return start("0077", task, destination, SampleRun.PLAN);
  }

  public static OtherProcess start(String umask, Task task, Path destination, PlanName plan)
      throws IOException {
    return start(
        List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"), task, destination, plan);
  }

  /** Starts one to which file modes apply, also where the tests run as root. */
  public static OtherProcess startWithoutPrivilege(Task task, Path destination) throws IOException {
    List<String> drop =
        Files.getAttribute(destination, "unix:uid").equals(0)
            ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search")
            : List.of();
    return start(drop, task, destination, SampleRun.PLAN);
  }

  private static OtherProcess start(List<String> prefix, Task task, Path destination, PlanName plan)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            OtherProcess.class.getName(),
            task.name(),
            destination.toString(),
            plan.toString()));
    return new OtherProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Waits for the next line it prints. */
  public String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new AssertionError("the other process ended without a word");
    }
    return line;
  }

  public long pid() {
    return process.pid();
  }

  /** Waits for its end. */
  public int join() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the other process does not end");
    }
    return process.exitValue();
  }

  /** Kills it without a warning, as a power cut would. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    join();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** The other process. */
  public static void main(String... args) throws Exception {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    Task task = Task.valueOf(args[0].toUpperCase(Locale.ROOT));
    Catalog catalog =
        DirectoryCatalog.at(
            Path.of(args[1]),
            new PlanName(args[2]),
            SampleRun.ZONE,
            Clock.fixed(Instant.parse("2025-10-24T00:00:00Z"), ZoneOffset.UTC));
    switch (task) {
      case TRY_LOCK -> {
        try (Catalog.Lock lock = catalog.lock()) {
          out.println("locked");
        } catch (LockedException | DestinationException e) {
          out.println(e.getMessage());
        }
      }
      case HOLD_LOCK -> {
        Catalog.Lock lock = catalog.lock();
        out.println("holding " + lock.getClass().getSimpleName());
        Thread.sleep(Long.MAX_VALUE);
      }
      case HOLD_DRAFT -> {
        Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(SampleRun.START, Packing.DEFAULT);
        SampleRun.at(SampleRun.START).append(draft);
        out.println("holding " + lock.getClass().getSimpleName());
        Thread.sleep(Long.MAX_VALUE);
      }
      case PUBLISH -> out.println(SampleRun.at(SampleRun.START).publish(catalog).name());
      case PUBLISH_ON -> {
        for (long i = 0; ; i++) {
          out.println(SampleRun.at(SampleRun.START.plusSeconds(i)).publish(catalog).name());
        }
      }
      default -> throw new IllegalArgumentException(List.of(args).toString());
    }
  }
}
