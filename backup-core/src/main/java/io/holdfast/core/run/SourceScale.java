package io.holdfast.core.run;

import io.holdfast.core.BackupException;
import io.holdfast.core.EngineException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceRecord.Outcome;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.core.run.ResolvedSource.Absent;
import io.holdfast.core.run.ResolvedSource.OfDirectory;
import io.holdfast.core.run.ResolvedSource.OfVolume;
import io.holdfast.core.text.ByteCount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Measures sources, and takes out those that are larger than they may be. */
final class SourceScale {
  private final ContainerEngine engine;
  private final DirectoryProbe directories;

  SourceScale(ContainerEngine engine, DirectoryProbe directories) {
    this.engine = engine;
    this.directories = directories;
  }

  /** Measures each source; one that cannot be saved for its size is absent afterwards. */
  List<MeasuredSource> measure(List<ResolvedSource> sources)
      throws EngineException, InterruptedException {
    List<MeasuredSource> measured = new ArrayList<>();
    for (ResolvedSource source : sources) {
      if (source instanceof OfDirectory directory) {
        measured.add(limited(measure(directory)));
      } else if (source instanceof OfVolume volume) {
        measured.add(limited(measure(volume)));
      } else {
        measured.add(MeasuredSource.unknown(source, ""));
      }
    }
    return measured;
  }

  private MeasuredSource measure(OfDirectory source) throws InterruptedException {
    try {
      DirectoryProbe.Extent extent = directories.measure(source.tree());
      return new MeasuredSource(
          source,
          OptionalLong.of(extent.bytes()),
          OptionalLong.of(extent.entries()),
          "",
          extent.remarks());
    } catch (SourceException e) {
      return MeasuredSource.unknown(
          Absent.of(source, Outcome.FAILED, source.title() + ": " + e.getMessage()), "");
    }
  }

  private MeasuredSource measure(OfVolume source) throws EngineException, InterruptedException {
    try {
      Selection selection = source.source().selection();
      Optional<Path> directory = engine.mountpoint(source.volume());
      List<String> notes = lost(source.source().access(), directory.isPresent());
      if (directory.isPresent()) {
        DirectoryProbe.Extent extent =
            directories.measure(new SourceContent.Tree(directory.get(), selection, Set.of()));
        return new MeasuredSource(
            source, OptionalLong.of(extent.bytes()), OptionalLong.of(extent.entries()), "", notes);
      }
      long bytes = engine.sizeOf(source.volume(), selection);
      return new MeasuredSource(source, OptionalLong.of(bytes), OptionalLong.empty(), "", notes);
    } catch (EngineException e) {
      if (e.kind() == EngineException.Kind.UNREACHABLE) {
        throw e;
      }
      return sizeUnknown(source, e);
    } catch (SourceException e) {
      return sizeUnknown(source, e);
    }
  }

  private static MeasuredSource sizeUnknown(OfVolume source, BackupException cause) {
    return MeasuredSource.unknown(
        source, "the size of " + source.title() + " is not known: " + cause.getMessage());
  }

  /** What reading a volume will not bring, as far as that is known before. */
  private static List<String> lost(VolumeAccess access, boolean direct) {
    if (access == VolumeAccess.DIRECT || (access == VolumeAccess.AUTO && direct)) {
      return List.of();
    }
    String how =
        switch (access) {
          case HELPER -> "a helper container, as access: helper says";
          case COPY -> "the engine's copy endpoint, as access: copy says";
          case AUTO, DIRECT -> "the engine";
        };
    return List.of(
        "it is read through "
            + how
            + ", without extended attributes and ACLs; only root on the engine's host keeps them,"
            + " by access: direct");
  }

  private static MeasuredSource limited(MeasuredSource measured) {
    OptionalLong limit = measured.source().source().maxSize();
    if (limit.isEmpty() || !measured.willBeSaved()) {
      return measured;
    }
    String title = measured.source().title();
    String allowed = "its max-size is " + ByteCount.text(limit.getAsLong());
    if (measured.bytes().isEmpty()) {
      Absent refused =
          Absent.of(
              measured.source(),
              Outcome.FAILED,
              measured.remark() + "; " + allowed + ", so it is not saved");
      return MeasuredSource.unknown(refused, "");
    }
    long bytes = measured.bytes().getAsLong();
    if (bytes <= limit.getAsLong()) {
      return measured;
    }
    Absent refused =
        Absent.of(
            measured.source(),
            Outcome.TOO_LARGE,
            title + " has " + ByteCount.text(bytes) + ", " + allowed + "; it is not saved");
    return new MeasuredSource(refused, measured.bytes(), measured.entries(), "", List.of());
  }
}
