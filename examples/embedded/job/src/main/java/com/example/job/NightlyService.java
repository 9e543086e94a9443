package com.example.job;

import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.run.BackupResult;
import io.holdfast.core.run.BackupRunner;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A backup among the other tasks of a service. The threads belong to whoever made the executor, and
 * so does the way they end: {@code shutdownNow} interrupts a run, which brings its containers back,
 * removes its draft and publishes nothing.
 */
public final class NightlyService {
  private final ScheduledExecutorService executor;
  private final BackupRunner runner;
  private final BackupPlan plan;
  private final Consumer<String> results;
  private final BackupListener listener;
  private volatile String progress = "no run yet";

  /**
   * Nothing runs before it is started.
   *
   * @param results gets the result of every run as JSON
   * @param listener hears every run, for a log or for metrics
   */
  public NightlyService(
      ScheduledExecutorService executor,
      BackupRunner runner,
      BackupPlan plan,
      Consumer<String> results,
      BackupListener listener) {
    this.executor = executor;
    this.runner = runner;
    this.plan = plan;
    this.results = results;
    this.listener = listener;
  }

  /** Runs again and again, never twice at once. Cancelled with {@code cancel(true)}. */
  public ScheduledFuture<?> start(Duration first, Duration every) {
    return executor.scheduleWithFixedDelay(
        this::runScheduled, first.toSeconds(), every.toSeconds(), TimeUnit.SECONDS);
  }

  /** Runs now. Cancelled with {@code cancel(true)}. */
  public Future<BackupResult> runNow() {
    return executor.submit(this::run);
  }

  /** Where the run is, for a status page: {@code source 1 of 2, shop_pg: 40 %}. */
  public String progress() {
    return progress;
  }

  private BackupResult run() throws InterruptedException {
    BackupResult result = runner.run(plan, new Progress().andThen(listener));
    results.accept(ResultJson.of(plan, result));
    return result;
  }

  /** An exception would end the schedule; an interrupt is meant to. */
  private void runScheduled() {
    try {
      run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      progress = "broken: " + e;
    }
  }

  /** Follows one run. */
  private final class Progress implements BackupListener {
    private String phase = "";
    private long expected;
    private long done;

    @Override
    public void onEvent(BackupEvent event) {
      if (event instanceof BackupEvent.SourceStarted source) {
        begin(
            "source " + source.index() + " of " + source.count() + ", " + source.source(),
            source.expectedBytes().orElse(0));
      } else if (event instanceof BackupEvent.VerificationStarted verification) {
        begin("verifying", verification.expectedBytes().orElse(0));
      } else if (event instanceof BackupEvent.Progressed progressed) {
        done += progressed.bytes();
        show();
      } else if (event instanceof BackupEvent.RunFinished finished) {
        progress = finished.outcome();
      }
    }

    private void begin(String what, long bytes) {
      phase = what;
      expected = bytes;
      done = 0;
      show();
    }

    private void show() {
      progress = expected > 0 ? phase + ": " + Math.min(100, 100 * done / expected) + " %" : phase;
    }
  }
}
