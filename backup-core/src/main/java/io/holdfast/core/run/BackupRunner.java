package io.holdfast.core.run;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.BackupException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.EngineException;
import io.holdfast.core.LockedException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.Reuse;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.catalog.VerificationResult.Damaged;
import io.holdfast.core.catalog.VerificationResult.Defect;
import io.holdfast.core.catalog.VerificationResult.Verified;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.event.EventReporter;
import io.holdfast.core.event.ProgressEvents;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.Compression;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The main job: lock, clear leftovers, resolve, preflight, capture, verify, publish, prune. Keeps
 * no state between runs; any number of instances may run in one JVM.
 *
 * <p>A run is one call, on the thread that makes it; its listener hears of it there too. Which
 * thread that is, a virtual one or one of a scheduled executor, and what happens when the JVM is
 * told to end, are up to the caller: nothing here makes a schedule or a shutdown hook. A run is
 * cancelled by interrupting its thread, as {@link java.util.concurrent.Future#cancel} and {@link
 * java.util.concurrent.ExecutorService#shutdownNow} do. It then brings containers back, removes its
 * draft and throws {@link InterruptedException}; a shutdown hook that interrupts should wait for
 * that.
 */
public final class BackupRunner {
  private final Catalog catalog;
  private final ContainerEngine engine;
  private final DirectoryProbe directories;
  private final RunEnvironment environment;

  /**
   * Brings the parts of a run together.
   *
   * @param catalog where the archive goes; of the plan that will be run
   * @param engine asked only when the plan has a volume; not closed
   * @param directories looks at sources before they are read
   * @param environment the clock, and what the archive says about its origin
   */
  public BackupRunner(
      Catalog catalog,
      ContainerEngine engine,
      DirectoryProbe directories,
      RunEnvironment environment) {
    this.catalog = catalog;
    this.engine = engine;
    this.directories = directories;
    this.environment = environment;
  }

  /**
   * Runs a plan.
   *
   * @param plan what is saved; the catalog must be its own
   * @param listener hears what happens, on this thread
   * @return how it ended; what can be foreseen is a result, never an exception
   * @throws InterruptedException when the thread was interrupted; nothing was published then,
   *     unless the archive already had its name
   */
  public BackupResult run(BackupPlan plan, BackupListener listener) throws InterruptedException {
    return run(plan, RunOptions.DEFAULT, listener);
  }

  /**
   * Runs a plan with options.
   *
   * @param plan what is saved; the catalog must be its own
   * @param options what is different this time
   * @param listener hears what happens, on this thread
   * @return how it ended; what can be foreseen is a result, never an exception
   * @throws InterruptedException when the thread was interrupted; nothing was published then,
   *     unless the archive already had its name
   */
  @SuppressWarnings("try") // the lock is held, not used
  public BackupResult run(BackupPlan plan, RunOptions options, BackupListener listener)
      throws InterruptedException {
    EventReporter events = new EventReporter(listener, environment.clock());
    Instant start = events.now();
    Catalog.Lock lock;
    try {
      lock = catalog.lock();
    } catch (LockedException | DestinationException e) {
      return new BackupResult.Failed(e, events.since(start));
    }
    try (HeldLock held = new HeldLock(lock, events)) {
      return new Run(plan, options, start, events).run();
    }
  }

  private record Saved(Archive archive, Verified verified, Reuse reuse, List<String> notResumed) {}

  /** One run under the lock. */
  private final class Run {
    private final BackupPlan plan;
    private final RunOptions options;
    private final Instant start;
    private final EventReporter events;
    private boolean published;

    Run(BackupPlan plan, RunOptions options, Instant start, EventReporter events) {
      this.plan = plan;
      this.options = options;
      this.start = start;
      this.events = events;
    }

    BackupResult run() throws InterruptedException {
      events.tell(at -> new BackupEvent.RunStarted(at, plan.name().toString(), plan.destination()));
      boolean ended = false;
      try {
        BackupResult result = result();
        ended = true;
        tellEnd(RunOutcome.text(result), result instanceof BackupResult.Published);
        return result;
      } finally {
        if (!ended) {
          tellEnd(
              published ? "stopped after the archive was published" : "stopped, nothing published",
              false);
        }
      }
    }

    private BackupResult result() throws InterruptedException {
      try {
        recover();
        Preparation preparation = Preparation.of(plan, catalog, engine, directories);
        preflight(preparation);
        return archive(preparation.sources());
      } catch (BackupException e) {
        return new BackupResult.Failed(e, events.since(start));
      }
    }

    private void recover() throws DestinationException, EngineException, InterruptedException {
      List<String> removed = new ArrayList<>(catalog.recover());
      if (SourceResolver.hasVolumes(plan)) {
        try {
          removed.addAll(engine.recover());
        } catch (EngineException e) {
          if (e.kind() == EngineException.Kind.UNREACHABLE
              || e.kind() == EngineException.Kind.DENIED) {
            throw e;
          }
          events.warn("what dead runs left in the engine was not removed: " + e.getMessage());
        }
      }
      if (!removed.isEmpty()) {
        events.tell(at -> new BackupEvent.LeftoversRemoved(at, List.copyOf(removed)));
      }
    }

    private void preflight(Preparation preparation) throws BackupException, InterruptedException {
      SpaceNeed space = preparation.space();
      preparation.notes().forEach(events::note);
      preparation.warnings().forEach(events::warn);
      events.tell(
          at ->
              new BackupEvent.SpaceChecked(
                  at, space.archive(), space.required(), space.free(), space.where()));
      if (!preparation.refusals().isEmpty()) {
        throw preparation.refusals().get(0);
      }
      stopIfInterrupted();
    }

    private BackupResult archive(List<MeasuredSource> sources)
        throws BackupException, InterruptedException {
      Saved saved = null;
      Packing packing = new Packing(plan.compression(), options.reread());
      try (ArchiveDraft draft = catalog.begin(start, packing)) {
        events.note("compression " + word(plan.compression()) + ": " + draft.codecRemark());
        Capture capture = new Capture(engine, draft, events);
        List<SourceRecord> records = capture.saveAll(sources);
        if (records.stream().noneMatch(SourceRecord::isArchived)) {
          throw nothingSaved(records);
        }
        ArchiveInfo info = info(records, draft.codec());
        draft.finish(info);
        Reuse reuse = draft.reuse();
        reuse.warnings().forEach(events::warn);
        events.tell(at -> new BackupEvent.Reused(at, reuse));
        VerificationResult verdict = verify(draft, info);
        if (!(verdict instanceof Verified whole)) {
          return new BackupResult.NotVerified(damage(verdict, draft), events.since(start));
        }
        stopIfInterrupted();
        saved = new Saved(draft.publish(), whole, reuse, capture.notResumed());
        published = true;
      } catch (DestinationException e) {
        if (saved == null) {
          throw e;
        }
        events.warn("what the run left beside the archive was not removed: " + e.getMessage());
      }
      Archive archive = saved.archive();
      events.tell(at -> new BackupEvent.Published(at, archive));
      return new BackupResult.Published(
          archive,
          saved.verified(),
          saved.reuse(),
          prune(archive),
          saved.notResumed(),
          events.since(start));
    }

    private SourceException nothingSaved(List<SourceRecord> records) {
      return new SourceException(
          "no source could be saved: "
              + String.join("; ", records.stream().map(SourceRecord::detail).toList()));
    }

    private ArchiveInfo info(List<SourceRecord> records, String codec) {
      return new ArchiveInfo(
          plan.name(),
          environment.host(),
          start,
          events.now(),
          plan.zone(),
          environment.toolVersion(),
          word(plan.compression()),
          codec,
          records);
    }

    private static String word(Compression compression) {
      return compression.name().toLowerCase(Locale.ROOT);
    }

    private VerificationResult verify(ArchiveDraft draft, ArchiveInfo info)
        throws DestinationException, InterruptedException {
      String name = draft.name().toString();
      Instant began = events.now();
      events.tell(
          at -> new BackupEvent.VerificationStarted(at, name, OptionalLong.of(info.bytes())));
      try (ProgressEvents progress = new ProgressEvents(events)) {
        VerificationResult verdict = draft.verify(progress);
        if (verdict instanceof Verified whole) {
          events.tell(
              at ->
                  new BackupEvent.Verified(
                      at,
                      name,
                      whole.entries(),
                      whole.bytes(),
                      whole.medium(),
                      events.since(began)));
        }
        return verdict;
      } catch (ArchiveException e) {
        return new Damaged(List.of(new Defect(name, e.getMessage())));
      }
    }

    private Damaged damage(VerificationResult verdict, ArchiveDraft draft) {
      Damaged damage =
          verdict instanceof Damaged found
              ? found
              : new Damaged(
                  List.of(new Defect(draft.name().toString(), "it lacks its own records")));
      damage.defects().forEach(defect -> events.warn("does not verify: " + defect));
      return damage;
    }

    /** Retention after a good run; trouble with it leaves the run good. */
    private PruneResult prune(Archive archive) throws InterruptedException {
      PruneResult result;
      try {
        result = new Pruning(catalog, plan, events, Optional.of(archive.name())).apply(false);
      } catch (DestinationException e) {
        result = new PruneResult.Refused(List.of(), e.getMessage());
      }
      if (result instanceof PruneResult.Refused refused) {
        events.warn("nothing was pruned: " + refused.reason());
      }
      return result;
    }

    private void stopIfInterrupted() throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException("the run was cancelled");
      }
    }

    private void tellEnd(String outcome, boolean good) {
      events.tell(at -> new BackupEvent.RunFinished(at, outcome, good, events.since(start)));
    }
  }
}
