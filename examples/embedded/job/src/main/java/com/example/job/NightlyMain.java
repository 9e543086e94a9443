package com.example.job;

import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.archive.HostDirectories;
import io.holdfast.core.event.EventText;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.retention.CalendarSpan;
import io.holdfast.core.retention.RetentionPolicy;
import io.holdfast.core.run.BackupResult;
import io.holdfast.core.run.BackupRunner;
import io.holdfast.core.run.RunEnvironment;
import io.holdfast.docker.DockerEngine;
import io.holdfast.docker.DockerSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Saves directories and volumes of this host: {@code NightlyMain DESTINATION (DIRECTORY |
 * volume:NAME)...}
 */
public final class NightlyMain {
  private NightlyMain() {}

  public static void main(String[] args) {
    Thread job = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(job), "end-backup"));
    try {
      System.out.println(run(System.out, args));
    } catch (InterruptedException e) {
      System.out.println("stopped");
    }
  }

  /**
   * Ends the run on SIGTERM and SIGINT: an interrupt brings containers back, removes the draft and
   * publishes nothing. The JVM waits for that, and goes at once when the run is over anyway.
   */
  private static void end(Thread job) {
    job.interrupt();
    try {
      job.join(Duration.ofSeconds(60).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static BackupResult run(PrintStream out, String... args) throws InterruptedException {
    Path destination = Path.of(args[0]).toAbsolutePath();
    BackupPlan.Builder plan =
        BackupPlan.named("nightly", destination)
            .retention(RetentionPolicy.keepWithin(CalendarSpan.days(7)))
            .zone(ZoneOffset.UTC);
    for (int i = 1; i < args.length; i++) {
      if (args[i].startsWith("volume:")) {
        plan.source(VolumeSource.of(args[i].substring("volume:".length())));
      } else {
        Path directory = Path.of(args[i]).toAbsolutePath().normalize();
        plan.source(DirectorySource.of(directory.getFileName().toString(), directory));
      }
    }
    return run(out, plan.build());
  }

  private static BackupResult run(PrintStream out, BackupPlan plan) throws InterruptedException {
    Clock clock = Clock.systemUTC();
    DockerSettings settings =
        new DockerSettings(Optional.empty(), DockerSettings.DEFAULT_HELPER_IMAGE);
    // Connects to nothing before it is asked, and a plan without volumes never asks it.
    try (DockerEngine engine = DockerEngine.create(settings)) {
      BackupRunner runner =
          new BackupRunner(
              DirectoryCatalog.of(plan, clock),
              engine,
              new HostDirectories(),
              new RunEnvironment(clock, "example", "1"));
      return new NightlyJob(runner, plan, line -> out.println("to the team: " + line))
          .run(event -> EventText.lines(event).forEach(out::println));
    }
  }
}
