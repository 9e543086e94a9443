package io.holdfast.core.run;

import io.holdfast.core.BackupException;
import io.holdfast.core.EngineException;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Finds out what a run would do, and changes nothing: it takes no lock and writes no file. */
public final class PlanInspector {
  private final Catalog catalog;
  private final ContainerEngine engine;
  private final DirectoryProbe directories;

  /**
   * Brings the parts together that a run would use.
   *
   * @param catalog where the archive would go
   * @param engine asked only when the plan has a volume; not closed
   * @param directories looks at sources
   */
  public PlanInspector(Catalog catalog, ContainerEngine engine, DirectoryProbe directories) {
    this.catalog = catalog;
    this.engine = engine;
    this.directories = directories;
  }

  /**
   * Looks at sources, engine and destination.
   *
   * @param plan what would be saved; the catalog must be its own
   * @return what a run would do now
   * @throws BackupException when the engine does not answer or the destination cannot be read
   * @throws InterruptedException when the thread was interrupted
   */
  public PlanReport inspect(BackupPlan plan) throws BackupException, InterruptedException {
    Preparation preparation = Preparation.of(plan, catalog, engine, directories);
    SpaceNeed space = preparation.space();
    return new PlanReport(
        preparation.sources().stream().map(PlanInspector::planned).toList(),
        space.archive(),
        space.archive(),
        space.required(),
        space.free(),
        space.where(),
        SourceResolver.hasVolumes(plan) ? uncovered(preparation) : List.of(),
        notes(preparation),
        preparation.refusals().stream().map(BackupException::getMessage).toList());
  }

  private static List<String> notes(Preparation preparation) {
    List<String> notes = new ArrayList<>(preparation.notes());
    for (MeasuredSource measured : preparation.sources()) {
      measured.notes().forEach(note -> notes.add(measured.source().title() + ": " + note));
    }
    return notes;
  }

  private static PlanReport.PlannedSource planned(MeasuredSource measured) {
    ResolvedSource source = measured.source();
    String where =
        source.source() instanceof DirectorySource directory
            ? directory.path().toString()
            : source.name();
    return new PlanReport.PlannedSource(
        source.name(),
        source.kind().name().toLowerCase(Locale.ROOT),
        where,
        measured.bytes(),
        measured.entries(),
        measured.problem());
  }

  private List<String> uncovered(Preparation preparation)
      throws EngineException, InterruptedException {
    Set<String> covered = new HashSet<>();
    for (MeasuredSource measured : preparation.sources()) {
      if (measured.source().kind() == SourceKind.VOLUME) {
        covered.add(measured.source().name());
      }
    }
    Set<String> uncovered = new TreeSet<>();
    for (Container user : engine.users(engine.volumes())) {
      uncovered.addAll(user.volumes());
    }
    uncovered.removeAll(covered);
    return List.copyOf(uncovered);
  }
}
