package io.holdfast.core.run;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.EventReporter;
import io.holdfast.core.event.ProgressEvents;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.retention.Candidate;
import io.holdfast.core.retention.Decision;
import io.holdfast.core.retention.Evaluation;
import io.holdfast.core.retention.RetentionPolicy;
import io.holdfast.core.text.ByteCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One application of a plan's retention to its catalog. Whatever is in doubt stays: a listing that
 * contradicts itself removes nothing, and what stays is proven good before anything else goes.
 */
final class Pruning {
  private final Catalog catalog;
  private final BackupPlan plan;
  private final EventReporter events;
  private final Optional<ArchiveName> fresh;
  private final Set<ArchiveName> verified = new HashSet<>();
  private final Set<ArchiveName> damaged = new HashSet<>();

  /**
   * @param fresh the archive that this run has published and verified; never removed
   */
  Pruning(Catalog catalog, BackupPlan plan, EventReporter events, Optional<ArchiveName> fresh) {
    this.catalog = catalog;
    this.plan = plan;
    this.events = events;
    this.fresh = fresh;
    fresh.ifPresent(verified::add);
  }

  /** Decides, and removes nothing. */
  PruneResult tryOut(boolean includeLegacy) throws DestinationException {
    List<Archive> archives = catalog.list();
    Evaluation evaluation = evaluate(archives, includeLegacy);
    List<Decision> decisions = evaluation.decisions();
    if (evaluation instanceof Evaluation.Refused refused) {
      return new PruneResult.Refused(decisions, refused.reason());
    }
    events.tell(at -> new BackupEvent.RetentionEvaluated(at, decisions, true));
    return new PruneResult.DryRun(decisions);
  }

  /** Decides and removes. Call under the catalog's lock. */
  PruneResult apply(boolean includeLegacy) throws DestinationException, InterruptedException {
    List<Archive> archives = catalog.list();
    Evaluation evaluation = evaluate(archives, includeLegacy);
    while (removes(evaluation.decisions())) {
      if (evaluation instanceof Evaluation.Refused refused) {
        return new PruneResult.Refused(refused.decisions(), refused.reason());
      }
      if (provesWhatStays(archives, evaluation.decisions())) {
        break;
      }
      evaluation = evaluate(archives, includeLegacy);
    }
    List<Decision> decided = evaluation.decisions();
    events.tell(at -> new BackupEvent.RetentionEvaluated(at, decided, false));
    return remove(archives, decided);
  }

  private Evaluation evaluate(List<Archive> archives, boolean includeLegacy) {
    List<Candidate> candidates = archives.stream().map(this::candidate).toList();
    Evaluation evaluation =
        plan.retention().evaluate(candidates, includeLegacy, events.now(), plan.zone());
    List<Decision> decisions = evaluation.decisions().stream().map(this::keepFresh).toList();
    if (!removes(decisions)) {
      return new Evaluation.Decided(decisions);
    }
    Optional<String> doubt =
        evaluation instanceof Evaluation.Refused refused
            ? Optional.of(refused.reason())
            : doubt(archives);
    return doubt
        .<Evaluation>map(reason -> new Evaluation.Refused(decisions, reason))
        .orElseGet(() -> new Evaluation.Decided(decisions));
  }

  private Candidate candidate(Archive archive) {
    return damaged.contains(archive.name())
        ? archive.candidate().withStanding(Candidate.Standing.DOUBTFUL)
        : archive.candidate();
  }

  private Decision keepFresh(Decision decision) {
    boolean own =
        fresh.filter(name -> name.toString().equals(decision.candidate().id())).isPresent();
    return own && !decision.keep()
        ? new Decision(decision.candidate(), List.of("made by this run"))
        : decision;
  }

  private static boolean removes(List<Decision> decisions) {
    return decisions.stream().anyMatch(d -> !d.keep());
  }

  /** Why the listing is not to be trusted with deletions, for people; empty when it is. */
  private Optional<String> doubt(List<Archive> archives) {
    if (fresh.isPresent() && archives.stream().noneMatch(a -> a.name().equals(fresh.get()))) {
      return Optional.of(
          "the listing of the destination lacks "
              + fresh.get()
              + ", which was just published; nothing was removed, look at the file system");
    }
    Instant now = events.now();
    return archives.stream()
        .filter(a -> a.state() == Archive.State.DAMAGED && a.info().isPresent())
        .filter(a -> RetentionPolicy.isFuture(a.startedAt(), now))
        .findFirst()
        .map(
            a ->
                a.name()
                    + " is dated "
                    + a.startedAt()
                    + " but it is only "
                    + now
                    + ": one of the clocks is wrong, or it was renamed; nothing was removed; correct"
                    + " the clock, or move the archive away");
  }

  /**
   * Reads as many of the complete archives that stay as must always remain.
   *
   * @return whether all of them were whole; those that were not are known as damaged afterwards
   */
  private boolean provesWhatStays(List<Archive> archives, List<Decision> decisions)
      throws InterruptedException {
    Map<String, Archive> byId = byId(archives);
    List<Archive> stay =
        decisions.stream()
            .filter(Decision::keep)
            .filter(d -> d.candidate().standing() == Candidate.Standing.COMPLETE)
            .flatMap(d -> Optional.ofNullable(byId.get(d.candidate().id())).stream())
            .toList();
    long missing =
        Math.min(plan.retention().keepAtLeast(), stay.size())
            - stay.stream().filter(a -> verified.contains(a.name())).count();
    for (Archive archive : stay) {
      if (missing <= 0) {
        break;
      }
      if (verified.contains(archive.name())) {
        continue;
      }
      if (!verify(archive)) {
        return false;
      }
      missing--;
    }
    return true;
  }

  private boolean verify(Archive archive) throws InterruptedException {
    String name = archive.name().toString();
    Instant start = events.now();
    OptionalLong expected =
        archive.info().map(info -> OptionalLong.of(info.bytes())).orElse(OptionalLong.empty());
    events.tell(at -> new BackupEvent.VerificationStarted(at, name, expected));
    String problem;
    try (OpenArchive open = catalog.open(archive);
        ProgressEvents progress = new ProgressEvents(events)) {
      VerificationResult result = open.verify(progress);
      if (result instanceof VerificationResult.Verified whole) {
        verified.add(archive.name());
        events.tell(
            at ->
                new BackupEvent.Verified(
                    at, name, whole.entries(), whole.bytes(), whole.medium(), events.since(start)));
        return true;
      }
      problem =
          result instanceof VerificationResult.Damaged damage
              ? damage.defects().get(0).toString()
              : "it holds no records of what should be in it";
    } catch (ArchiveException e) {
      problem = e.getMessage();
    }
    damaged.add(archive.name());
    events.warn("archive " + name + " is damaged and counts for nothing in retention: " + problem);
    return false;
  }

  /** Removes the oldest first, so that whatever stops it leaves the newer ones. */
  private PruneResult remove(List<Archive> archives, List<Decision> decisions)
      throws InterruptedException {
    Map<String, Archive> byId = byId(archives);
    List<Decision> doomed = new ArrayList<>(decisions.stream().filter(d -> !d.keep()).toList());
    Collections.reverse(doomed);
    List<ArchiveName> removed = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (Decision decision : doomed) {
      if (Thread.interrupted()) {
        throw new InterruptedException("cancelled while archives were removed");
      }
      Archive archive = byId.get(decision.candidate().id());
      if (archive == null) {
        continue;
      }
      try {
        catalog.delete(archive);
        removed.add(archive.name());
        String why = plan.retention().whyRemoved();
        events.tell(at -> new BackupEvent.Removed(at, archive.name(), archive.size(), why));
      } catch (DestinationException e) {
        String failure =
            archive.name()
                + " ("
                + ByteCount.text(archive.size())
                + ") could not be removed: "
                + e.getMessage();
        failures.add(failure);
        events.warn(failure);
      }
    }
    return failures.isEmpty()
        ? new PruneResult.Pruned(decisions, removed)
        : new PruneResult.PartlyFailed(decisions, removed, failures);
  }

  private static Map<String, Archive> byId(List<Archive> archives) {
    Map<String, Archive> byId = new HashMap<>();
    archives.forEach(archive -> byId.put(archive.candidate().id(), archive));
    return byId;
  }
}
