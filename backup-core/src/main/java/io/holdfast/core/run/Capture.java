package io.holdfast.core.run;

import io.holdfast.core.BackupException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.EngineException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Origin;
import io.holdfast.core.catalog.SourceRecord.Outcome;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.EventReporter;
import io.holdfast.core.event.ProgressEvents;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.core.run.ResolvedSource.Absent;
import io.holdfast.core.run.ResolvedSource.OfDirectory;
import io.holdfast.core.run.ResolvedSource.OfVolume;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the sources of a run into a draft, one after the other. */
final class Capture {
  /** How many issues of one source are told one by one; all are in the archive's records. */
  private static final int TOLD_ISSUES = 20;

  private final ContainerEngine engine;
  private final ArchiveDraft draft;
  private final EventReporter events;
  private final List<String> notResumed = new ArrayList<>();

  Capture(ContainerEngine engine, ArchiveDraft draft, EventReporter events) {
    this.engine = engine;
    this.draft = draft;
    this.events = events;
  }

  /** Saves what can be saved; the records stand in the order of the sources. */
  @SuppressWarnings("try") // the standstill lasts, it is not used
  List<SourceRecord> saveAll(List<MeasuredSource> sources)
      throws DestinationException, InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    int count = (int) sources.stream().filter(MeasuredSource::willBeSaved).count();
    int index = 0;
    for (ConsistencyGroup group : ConsistencyGroup.of(sources, engine)) {
      try (Standstill standstill = Standstill.of(group, engine, events, notResumed::addAll)) {
        for (MeasuredSource source : group.sources()) {
          records.add(save(source, source.willBeSaved() ? ++index : index, count));
        }
      } catch (EngineException e) {
        // nothing of the group was read, or this would be another exception
        for (MeasuredSource source : group.sources()) {
          records.add(failed(source.source(), e, events.now()));
        }
      }
    }
    return records;
  }

  /** Containers that were stopped or paused and could not be brought back. */
  List<String> notResumed() {
    return List.copyOf(notResumed);
  }

  private SourceRecord save(MeasuredSource measured, int index, int count)
      throws DestinationException, InterruptedException {
    Instant start = events.now();
    ResolvedSource source = measured.source();
    SourceRecord record;
    try {
      if (source instanceof OfVolume volume) {
        record = save(volume, measured, index, count);
      } else if (source instanceof OfDirectory directory) {
        record = save(directory, measured, index, count);
      } else {
        record = ((Absent) source).asRecord();
      }
    } catch (SourceException | EngineException e) {
      return failed(source, e, start);
    }
    tellIssues(record);
    finished(record, start);
    return record;
  }

  private SourceRecord save(OfDirectory source, MeasuredSource measured, int index, int count)
      throws SourceException, DestinationException, InterruptedException {
    started(measured, "directory", index, count);
    AppendSummary summary = append(source, source.tree());
    return record(source, source.origin(), summary, List.of(), "");
  }

  private SourceRecord save(OfVolume source, MeasuredSource measured, int index, int count)
      throws SourceException, EngineException, DestinationException, InterruptedException {
    Selection selection = source.source().selection();
    try (VolumeReader reader = engine.read(source.volume(), source.source().access(), selection)) {
      String access = reader.access().name().toLowerCase(Locale.ROOT);
      started(measured, "volume, " + access, index, count);
      AppendSummary summary = append(source, content(reader, selection));
      List<String> complaints = verdict(reader);
      String detail = detail(reader.access()) + summary.limits();
      if (!detail.isEmpty()) {
        events.note(source.title() + ": " + detail);
      }
      return record(source, source.readBy(access), summary, complaints, detail);
    }
  }

  /** What an access cannot bring, and which one can. */
  private static String detail(VolumeAccess access) {
    return switch (access) {
      case HELPER ->
          "read through a helper container, without extended attributes and ACLs; only root on the"
              + " engine's host keeps them, by access: direct";
      case COPY ->
          "read through the engine's copy endpoint, which cannot tell unreadable files, without ACLs"
              + " and extended attributes but capabilities; only root on the engine's host keeps"
              + " them, by access: direct";
      case AUTO, DIRECT -> "";
    };
  }

  private static SourceContent content(VolumeReader reader, Selection selection) {
    Content content = reader.content();
    if (content instanceof Content.Tree tree) {
      return new SourceContent.Tree(tree.root(), selection, Set.of());
    }
    return new SourceContent.TarStream(((Content.TarStream) content).tar(), selection);
  }

  private AppendSummary append(ResolvedSource source, SourceContent content)
      throws SourceException, DestinationException, InterruptedException {
    try (ProgressEvents progress = new ProgressEvents(events)) {
      AppendSummary summary = draft.append(source.name(), source.kind(), content, progress);
      for (String remark : summary.remarks()) {
        events.note(source.title() + ": " + remark);
      }
      return summary;
    }
  }

  /**
   * What the transfer itself says once all of it was read. Only then it is known to have been all.
   */
  private List<String> verdict(VolumeReader reader)
      throws SourceException, DestinationException, InterruptedException {
    try {
      return reader.finish();
    } catch (SourceException e) {
      draft.rollback();
      throw e;
    }
  }

  private static SourceRecord record(
      ResolvedSource source,
      Origin origin,
      AppendSummary summary,
      List<String> complaints,
      String detail) {
    List<SourceIssue> issues = new ArrayList<>(summary.issues());
    for (String complaint : complaints) {
      issues.add(new SourceIssue(SourceIssue.Kind.UNREADABLE, Optional.empty(), complaint));
    }
    long issueCount = summary.issueCount() + complaints.size();
    return new SourceRecord(
        source.name(),
        origin,
        issueCount == 0 ? Outcome.SAVED : Outcome.SAVED_WITH_ISSUES,
        detail,
        summary.entries(),
        summary.bytes(),
        issueCount,
        issues.subList(0, Math.min(issues.size(), SourceRecord.LISTED_ISSUES)),
        Optional.of(summary.manifestSha256()));
  }

  private SourceRecord failed(ResolvedSource source, BackupException cause, Instant start) {
    if (source instanceof Absent absent) {
      return absent.asRecord();
    }
    String problem = source.title() + " was not saved: " + cause.getMessage();
    events.warn(problem);
    SourceRecord record = Absent.of(source, Outcome.FAILED, problem).asRecord();
    finished(record, start);
    return record;
  }

  private void tellIssues(SourceRecord record) {
    String name = record.origin() instanceof Origin.Volume ? "volume '" : "directory '";
    String title = name + record.name() + "'";
    record.issues().stream()
        .limit(TOLD_ISSUES)
        .forEach(issue -> events.warn(title + ": " + text(issue)));
    if (record.issueCount() > TOLD_ISSUES) {
      long more = record.issueCount() - TOLD_ISSUES;
      events.warn(title + ": " + more + " more like these; the archive's records list them");
    }
  }

  private static String text(SourceIssue issue) {
    String kind = issue.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return issue.path().map(path -> path + ": ").orElse("") + kind + ": " + issue.detail();
  }

  private void started(MeasuredSource source, String how, int index, int count) {
    events.tell(
        at ->
            new BackupEvent.SourceStarted(
                at, source.source().name(), how, source.bytes(), index, count));
  }

  private void finished(SourceRecord record, Instant start) {
    events.tell(at -> new BackupEvent.SourceFinished(at, record, events.since(start)));
  }
}
