package io.holdfast.core.restore;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.BackupException;
import io.holdfast.core.EngineException;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.DamagedArchive.Loss;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.OpenArchive.ExtractReport;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.event.EventReporter;
import io.holdfast.core.event.ProgressEvents;
import io.holdfast.core.restore.RestoreResult.RestoredSource;
import io.holdfast.core.restore.RestoreResult.Salvage;
import io.holdfast.core.run.DirectoryProbe;
import io.holdfast.core.text.ByteCount;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes an archive, a source or a path back, and reads it back before it says so. Every place is
 * checked before the first is written to. Keeps no state between restores.
 */
public final class Restorer {
  private final ContainerEngine engine;
  private final DirectoryProbe directories;
  private final Clock clock;

  /**
   * Brings the parts of a restore together.
   *
   * @param engine asked only when a volume is written; not closed
   * @param directories looks at targets before they are written
   * @param clock dates events
   */
  public Restorer(ContainerEngine engine, DirectoryProbe directories, Clock clock) {
    this.engine = engine;
    this.directories = directories;
    this.clock = clock;
  }

  /**
   * Restores what is asked for. Of an archive that was opened as a {@link DamagedArchive}, what is
   * whole; the result then tells what is lost.
   *
   * @param archive not closed
   * @param request what is restored, and where
   * @param listener hears what happens, on this thread
   * @return how it ended; what can be foreseen is a result, never an exception
   * @throws InterruptedException when the thread was interrupted; sources written before stay, and
   *     none of their files is half written
   */
  public RestoreResult restore(OpenArchive archive, RestoreRequest request, BackupListener listener)
      throws InterruptedException {
    Restore restore = new Restore(archive, request, new EventReporter(listener, clock));
    try {
      return restore.run();
    } catch (RestoreStopped stopped) {
      return stopped.result();
    } catch (BackupException e) {
      return new RestoreResult.Failed(e, restore.done);
    }
  }

  /** One restore. */
  private final class Restore {
    private final OpenArchive archive;
    private final RestoreRequest request;
    private final EventReporter events;
    private final Instant start;
    private final List<RestoredSource> done = new ArrayList<>();

    Restore(OpenArchive archive, RestoreRequest request, EventReporter events) {
      this.archive = archive;
      this.request = request;
      this.events = events;
      start = events.now();
    }

    RestoreResult run() throws RestoreStopped, BackupException, InterruptedException {
      EntrySelection selection = select();
      List<Placement> placements =
          new Placements(archive, engine).of(selection.sources(), request.target());
      List<String> conflicts = conflicts(placements, selection);
      if (!request.dryRun()) {
        refuseToOverwrite(conflicts);
      }
      refuseWhatCannotFit(placements, conflicts, selection);
      warnOfGaps();
      if (request.dryRun()) {
        for (int i = 0; i < placements.size(); i++) {
          done.add(tryOut(placements.get(i), selection, conflicts.get(i)));
        }
      } else {
        for (int i = 0; i < placements.size(); i++) {
          if (Thread.interrupted()) {
            throw new InterruptedException("the restore was cancelled");
          }
          done.add(write(placements.get(i), selection, i + 1, placements.size()));
        }
      }
      return new RestoreResult.Restored(
          done, selection.unmatched(), salvage(selection), request.dryRun(), events.since(start));
    }

    /** What is lost of what is asked for, if the archive was opened as a damaged one. */
    private Optional<Salvage> salvage(EntrySelection selection)
        throws ArchiveException, InterruptedException {
      if (!(archive instanceof DamagedArchive damaged)) {
        return Optional.empty();
      }
      List<Loss> losses = new ArrayList<>();
      damaged.losses(
          selection.asked(),
          loss -> {
            if (request.sources().isEmpty() || loss.source().isEmpty() || isAsked(loss.source())) {
              losses.add(loss);
            }
          });
      long proven = 0;
      long all = 0;
      for (ArchivedSource source : selection.sources()) {
        long entries =
            done.stream()
                .filter(s -> s.name().equals(source.name()))
                .mapToLong(RestoredSource::entries)
                .sum();
        all += entries;
        proven += damaged.isProven(source) ? entries : 0;
      }
      return Optional.of(new Salvage(proven, all - proven, losses));
    }

    private boolean isAsked(String source) {
      return request.sources().contains(source) || request.sources().contains(source + ".tar");
    }

    private EntrySelection select() throws RestoreStopped, ArchiveException, InterruptedException {
      List<ArchivedSource> archived = archive.sources();
      if (archived.isEmpty() && archive instanceof DamagedArchive) {
        throw new ArchiveException(
            archive.file() + " has no entry that is whole: nothing can be saved");
      }
      if (archived.isEmpty()) {
        throw RestoreStopped.nothingMatched("the archive holds no source");
      }
      List<ArchivedSource> sources = SourceChoice.of(request.sources(), archived, archive.info());
      EntrySelection selection = EntrySelection.of(archive, sources, request.paths());
      if (selection.sources().isEmpty()) {
        throw RestoreStopped.nothingMatched(selection.nothingMatched());
      }
      return selection;
    }

    /** Says what the archive lacks of what is asked for: it was missing when it was made. */
    private void warnOfGaps() {
      if (!request.paths().isEmpty() || archive.info().isEmpty()) {
        return;
      }
      for (SourceRecord record : archive.info().get().sources()) {
        boolean asked = request.sources().isEmpty() || request.sources().contains(record.name());
        if (!asked || record.outcome() == SourceRecord.Outcome.SAVED) {
          continue;
        }
        String name = Printable.of(record.name());
        events.warn(
            record.isArchived()
                ? name
                    + " is not whole in this archive: "
                    + record.issueCount()
                    + " of its objects were missing, changed or unreadable when it was made;"
                    + " 'holdfast show' lists them"
                : name
                    + " is not in this archive, it was not saved when the archive was made: "
                    + Printable.of(record.detail()));
      }
    }

    /** What each place would lose, in order; empty texts for places that are free. */
    private List<String> conflicts(List<Placement> placements, EntrySelection selection)
        throws RestoreStopped, EngineException, InterruptedException {
      Conflicts conflicts = new Conflicts(engine, directories);
      List<String> found = new ArrayList<>();
      for (Placement placement : placements) {
        Optional<String> obstacle = conflicts.obstacle(placement);
        if (obstacle.isPresent()) {
          throw RestoreStopped.refused(obstacle.get());
        }
        found.add(conflicts.find(placement, selection).orElse(""));
      }
      return found;
    }

    private void refuseToOverwrite(List<String> conflicts) throws RestoreStopped {
      List<String> real = conflicts.stream().filter(text -> !text.isEmpty()).toList();
      if (!request.overwrite() && !real.isEmpty()) {
        throw RestoreStopped.refused(
            String.join(", ", real)
                + "; nothing was written; use --overwrite to write into it, or --to DIR to restore"
                + " elsewhere");
      }
    }

    private void refuseWhatCannotFit(
        List<Placement> placements, List<String> conflicts, EntrySelection selection)
        throws RestoreStopped, ArchiveException, InterruptedException {
      List<Placement> free = new ArrayList<>();
      for (int i = 0; i < placements.size(); i++) {
        if (conflicts.get(i).isEmpty()) {
          free.add(placements.get(i));
        }
      }
      Optional<String> shortage =
          new SpaceOfTargets(archive, selection, directories).shortage(free);
      if (shortage.isPresent()) {
        throw RestoreStopped.refused(shortage.get());
      }
    }

    private RestoredSource tryOut(Placement placement, EntrySelection selection, String conflict)
        throws EngineException, InterruptedException {
      EntrySelection.Extent extent = selection.extent(placement.source());
      List<String> notes = new ArrayList<>();
      if (placement instanceof Placement.InVolume in && !in.exists()) {
        notes.add(placement.target() + " would be created");
      } else if (conflict.isEmpty()) {
        notes.add("the target is free");
      } else {
        notes.add(
            conflict + (request.overwrite() ? ", would be overwritten" : ": needs --overwrite"));
      }
      notes.addAll(runningUsers(placement));
      return new RestoredSource(
          placement.source().name(),
          placement.target(),
          extent.entries(),
          extent.bytes(),
          List.of(),
          notes);
    }

    private RestoredSource write(
        Placement placement, EntrySelection selection, int index, int count)
        throws BackupException, InterruptedException {
      ArchivedSource source = placement.source();
      EntrySelection.Extent extent = selection.extent(source);
      List<String> notes = new ArrayList<>(runningUsers(placement));
      notes.forEach(events::warn);
      events.tell(
          at ->
              new BackupEvent.SourceStarted(
                  at,
                  source.name(),
                  "to " + placement.target(),
                  OptionalLong.of(extent.bytes()),
                  index,
                  count));
      ExtractReport report;
      try (ProgressEvents progress = new ProgressEvents(events)) {
        if (placement instanceof Placement.InVolume in) {
          if (!in.exists()) {
            engine.create(in.volume());
            notes.add("created " + placement.target());
          }
          report =
              new VolumeWriter(archive, engine, selection.filter())
                  .write(in, extent, request.overwrite(), progress);
        } else {
          report =
              archive.extract(
                  source,
                  selection.filter(),
                  ((Placement.InDirectory) placement).directory(),
                  request.overwrite(),
                  progress);
        }
      }
      notes.addAll(report.notes());
      report.problems().forEach(problem -> events.warn(source.name() + ": " + problem));
      events.note(
          "restored "
              + Printable.of(source.name())
              + " to "
              + placement.target()
              + ": "
              + report.entries()
              + (report.entries() == 1 ? " entry, " : " entries, ")
              + ByteCount.text(report.bytes()));
      return new RestoredSource(
          source.name(),
          placement.target(),
          report.entries(),
          report.bytes(),
          report.problems(),
          notes);
    }

    private List<String> runningUsers(Placement placement)
        throws EngineException, InterruptedException {
      if (!(placement instanceof Placement.InVolume in) || !in.exists()) {
        return List.of();
      }
      List<String> notes = new ArrayList<>();
      for (Container user : engine.users(List.of(in.volume()))) {
        if (user.state() != Container.State.STOPPED) {
          notes.add(
              "container "
                  + Printable.of(user.name())
                  + " uses "
                  + placement.target()
                  + " while it is written; stop it before, or restart it afterwards");
        }
      }
      return notes;
    }
  }
}
