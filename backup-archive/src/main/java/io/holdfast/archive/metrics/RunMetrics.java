package io.holdfast.archive.metrics;

import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.plan.PlanName;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A listener that feeds a meter registry with the runs of one plan. All meters have the tag {@code
 * plan}.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>meter<th>is
 * <tr><td>{@code holdfast.run}<td>timer of runs, with the tag {@code outcome}: {@code complete}, {@code
 *     incomplete}, or {@code failed} where nothing was published, also because the run was cancelled
 * <tr><td>{@code holdfast.archive.size}<td>bytes of each archive that was published
 * <tr><td>{@code holdfast.content.size}<td>bytes of the files in it, uncompressed
 * <tr><td>{@code holdfast.archive.age}<td>time since the start of the run that made the newest complete
 *     archive; not a number while none is known. The one to have an alarm on.
 * </table>
 *
 * <p>A run that does not get the plan's lock tells its listener nothing, and is not counted. One
 * instance is for one plan, and hears all of its runs, which exclude each other; meters may be read
 * by any thread.
 */
public final class RunMetrics implements BackupListener {
  private final Clock clock;
  private final Map<Outcome, Timer> runs = new EnumMap<>(Outcome.class);
  private final DistributionSummary archiveSize;
  private final DistributionSummary contentSize;
  private Outcome outcome = Outcome.FAILED;
  private volatile Optional<Instant> newestComplete = Optional.empty();

  private enum Outcome {
    COMPLETE,
    INCOMPLETE,
    FAILED
  }

  /**
   * Registers the meters of a plan, all of them at once, so that those of failures are there before
   * there is one.
   *
   * @param registry where the meters are; they stay when this is no longer used
   * @param plan whose runs will be heard
   * @param clock tells the age of archives
   */
  public RunMetrics(MeterRegistry registry, PlanName plan, Clock clock) {
    this.clock = clock;
    Tags tags = Tags.of("plan", plan.toString());
    for (Outcome each : Outcome.values()) {
      runs.put(
          each,
          Timer.builder("holdfast.run")
              .description("runs, by how they ended")
              .tags(tags.and("outcome", each.name().toLowerCase(Locale.ROOT)))
              .register(registry));
    }
    archiveSize = bytes("holdfast.archive.size", "size of published archives", tags, registry);
    contentSize = bytes("holdfast.content.size", "size of the files in them", tags, registry);
    TimeGauge.builder("holdfast.archive.age", this, TimeUnit.SECONDS, RunMetrics::age)
        .description("age of the newest complete archive")
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  private static DistributionSummary bytes(
      String name, String description, Tags tags, MeterRegistry registry) {
    return DistributionSummary.builder(name)
        .description(description)
        .baseUnit("bytes")
        .tags(tags)
        .register(registry);
  }

  /**
   * Knows the age of the newest complete archive from now on, without waiting for a run.
   *
   * @param archives what the plan's catalog lists
   * @return this listener
   */
  public RunMetrics startFrom(Collection<Archive> archives) {
    archives.forEach(this::takeAge);
    return this;
  }

  @Override
  public void onEvent(BackupEvent event) {
    if (event instanceof BackupEvent.RunStarted) {
      outcome = Outcome.FAILED;
    } else if (event instanceof BackupEvent.Published published) {
      published(published.archive());
    } else if (event instanceof BackupEvent.RunFinished finished) {
      Optional.ofNullable(runs.get(outcome)).ifPresent(timer -> timer.record(finished.took()));
    }
  }

  private void published(Archive archive) {
    outcome = archive.state() == Archive.State.COMPLETE ? Outcome.COMPLETE : Outcome.INCOMPLETE;
    archiveSize.record((double) archive.size());
    archive.info().map(ArchiveInfo::bytes).ifPresent(contentSize::record);
    takeAge(archive);
  }

  private void takeAge(Archive archive) {
    if (archive.state() == Archive.State.COMPLETE
        && newestComplete.filter(archive.startedAt()::isBefore).isEmpty()) {
      newestComplete = Optional.of(archive.startedAt());
    }
  }

  private double age() {
    return newestComplete
        .map(start -> Duration.between(start, clock.instant()).toMillis() / 1000.0)
        .orElse(Double.NaN);
  }
}
