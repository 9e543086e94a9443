package io.holdfast.core.run;

import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Origin;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.Source;
import io.holdfast.core.plan.VolumeSource;
import java.nio.file.Path;
import java.util.Set;

/** A source of a plan after it was looked for. */
sealed interface ResolvedSource {

  Source source();

  /** Its name in the archive. */
  String name();

  SourceKind kind();

  Origin origin();

  /** What messages call it. */
  default String title() {
    return kind() == SourceKind.VOLUME ? "volume '" + name() + "'" : "directory '" + name() + "'";
  }

  /**
   * A directory that can be read.
   *
   * @param leaveOut paths below it that other sources save, and the destination
   */
  record OfDirectory(DirectorySource source, Set<Path> leaveOut) implements ResolvedSource {
    public OfDirectory {
      leaveOut = Set.copyOf(leaveOut);
    }

    @Override
    public String name() {
      return source.name();
    }

    @Override
    public SourceKind kind() {
      return SourceKind.DIRECTORY;
    }

    @Override
    public Origin origin() {
      return new Origin.Directory(source.path().toString());
    }

    SourceContent.Tree tree() {
      return new SourceContent.Tree(source.path(), source.selection(), leaveOut);
    }
  }

  /** A volume that exists. */
  record OfVolume(VolumeSource source, Volume volume) implements ResolvedSource {
    @Override
    public String name() {
      return volume.name();
    }

    @Override
    public SourceKind kind() {
      return SourceKind.VOLUME;
    }

    @Override
    public Origin origin() {
      return readBy("");
    }

    Origin readBy(String access) {
      return new Origin.Volume(volume.driver(), volume.options(), volume.labels(), access);
    }
  }

  /**
   * A source that will not be saved.
   *
   * @param problem why, for people: a line that names the source
   */
  record Absent(
      Source source,
      String name,
      SourceKind kind,
      Origin origin,
      SourceRecord.Outcome outcome,
      String problem)
      implements ResolvedSource {

    /** Gives up a source that was found. */
    static Absent of(ResolvedSource found, SourceRecord.Outcome outcome, String problem) {
      return new Absent(
          found.source(), found.name(), found.kind(), found.origin(), outcome, problem);
    }

    SourceRecord asRecord() {
      return SourceRecord.absent(name, origin, outcome, problem);
    }
  }
}
