package io.holdfast.core.run;

import io.holdfast.core.EngineException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.SourceRecord.Outcome;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.run.ResolvedSource.Absent;
import io.holdfast.core.run.ResolvedSource.OfDirectory;
import io.holdfast.core.run.ResolvedSource.OfVolume;
import io.holdfast.core.text.ByteCount;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

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
      long bytes = engine.sizeOf(source.volume(), source.source().selection());
      return new MeasuredSource(
          source, OptionalLong.of(bytes), OptionalLong.empty(), "", List.of());
    } catch (EngineException e) {
      if (e.kind() == EngineException.Kind.UNREACHABLE) {
        throw e;
      }
      return MeasuredSource.unknown(
          source, "the size of " + source.title() + " is not known: " + e.getMessage());
    }
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
