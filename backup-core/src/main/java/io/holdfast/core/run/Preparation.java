package io.holdfast.core.run;

import io.holdfast.core.BackupException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.OnMissingSource;
import io.holdfast.core.run.ResolvedSource.Absent;
import io.holdfast.core.run.ResolvedSource.OfDirectory;
import io.holdfast.core.text.ByteCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that is known before anything is touched: the sources with their sizes, the space they need,
 * and why a run must not start.
 *
 * @param warnings what a person should know, though a run would go on
 * @param notes what is worth a line in the log
 * @param refusals why a run must not start, the first to be reported; empty when it may
 */
record Preparation(
    List<MeasuredSource> sources,
    SpaceNeed space,
    List<String> warnings,
    List<String> notes,
    List<BackupException> refusals) {

  static Preparation of(
      BackupPlan plan, Catalog catalog, ContainerEngine engine, DirectoryProbe directories)
      throws BackupException, InterruptedException {
    List<ResolvedSource> found = new SourceResolver(engine, directories).resolve(plan);
    Optional<SourceException> clash = SourceClashes.find(plan, found);
    List<MeasuredSource> sources = new SourceScale(engine, directories).measure(found);
    Optional<Archive> newest =
        catalog.list().stream().filter(a -> a.state() == Archive.State.COMPLETE).findFirst();
    SpaceNeed space = SpaceNeed.of(plan, sources, newest, catalog);

    List<BackupException> refusals = new ArrayList<>();
    clash.ifPresent(refusals::add);
    refusals.addAll(missing(plan, sources));
    if (sources.stream().noneMatch(MeasuredSource::willBeSaved)) {
      refusals.add(nothingToSave(sources));
    }
    space.shortage().map(DestinationException::new).ifPresent(refusals::add);
    return new Preparation(
        sources, space, warnings(sources, newest), notes(plan, found), List.copyOf(refusals));
  }

  private static List<SourceException> missing(BackupPlan plan, List<MeasuredSource> sources) {
    if (plan.onMissingSource() == OnMissingSource.WARN) {
      return List.of();
    }
    return sources.stream()
        .filter(
            s ->
                s.source() instanceof Absent absent
                    && absent.outcome() != SourceRecord.Outcome.TOO_LARGE)
        .map(s -> new SourceException(s.problem()))
        .toList();
  }

  /** One exception that names what is wrong with each source. */
  static SourceException nothingToSave(List<MeasuredSource> sources) {
    return new SourceException(
        "no source can be saved: "
            + String.join("; ", sources.stream().map(MeasuredSource::problem).toList()));
  }

  private static List<String> warnings(List<MeasuredSource> sources, Optional<Archive> newest) {
    List<String> warnings = new ArrayList<>();
    for (MeasuredSource source : sources) {
      if (!source.willBeSaved()) {
        warnings.add(source.problem());
      } else if (!source.remark().isEmpty()) {
        warnings.add(source.remark());
      } else if (source.bytes().orElse(1) == 0) {
        newest.flatMap(archive -> emptied(source, archive)).ifPresent(warnings::add);
      }
    }
    return warnings;
  }

  /** A mount that is not there looks like an empty directory. */
  private static Optional<String> emptied(MeasuredSource source, Archive newest) {
    return newest
        .info()
        .flatMap(
            info ->
                info.sources().stream()
                    .filter(before -> before.name().equals(source.source().name()))
                    .filter(before -> before.bytes() > 0)
                    .findFirst())
        .map(
            before ->
                source.source().title()
                    + " is empty, but had "
                    + ByteCount.text(before.bytes())
                    + " in "
                    + newest.name()
                    + "; is it mounted?");
  }

  private static List<String> notes(BackupPlan plan, List<ResolvedSource> sources) {
    List<String> notes = new ArrayList<>();
    for (ResolvedSource source : sources) {
      if (source instanceof OfDirectory directory) {
        DirectorySource of = directory.source();
        if (SourceResolver.isBelow(plan.destination(), of.path())) {
          notes.add(
              "the destination "
                  + Printable.of(plan.destination().toString())
                  + " lies inside "
                  + source.title()
                  + " and is left out of it");
        }
      }
    }
    return notes;
  }
}
