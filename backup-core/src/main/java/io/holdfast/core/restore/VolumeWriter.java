package io.holdfast.core.restore;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.BackupException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.EngineException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.OpenArchive.ExtractReport;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Writes a source into a volume and reads it back: directly where it is mounted, else as a tar. */
final class VolumeWriter {
  private final OpenArchive archive;
  private final ContainerEngine engine;
  private final EntryFilter filter;

  VolumeWriter(OpenArchive archive, ContainerEngine engine, EntryFilter filter) {
    this.archive = archive;
    this.engine = engine;
    this.filter = filter;
  }

  /**
   * Writes and compares.
   *
   * @param extent what is written, where only the whole can be counted
   */
  ExtractReport write(
      Placement.InVolume into,
      EntrySelection.Extent extent,
      boolean overwrite,
      ProgressListener progress)
      throws BackupException, InterruptedException {
    ArchivedSource source = into.source();
    Optional<Path> mountpoint = engine.mountpoint(into.volume());
    if (mountpoint.isPresent()) {
      ExtractReport report = archive.extract(source, filter, mountpoint.get(), overwrite, progress);
      return with(report, compared(source, mountpoint.get()));
    }
    writeTar(source, into.volume(), progress);
    ExtractReport report =
        new ExtractReport(extent.entries(), extent.bytes(), List.of(), List.of());
    return with(report, readBack(source, into.volume()));
  }

  private void writeTar(ArchivedSource source, Volume volume, ProgressListener progress)
      throws BackupException, InterruptedException {
    AtomicReference<ArchiveException> damage = new AtomicReference<>();
    try {
      engine.write(
          volume,
          out -> {
            try {
              archive.writeTar(source, filter, new Counted(out, progress));
            } catch (ArchiveException e) {
              // passes through the engine's hands, which know only of streams
              damage.set(e);
              throw new IOException(e);
            }
          });
    } catch (EngineException | DestinationException e) {
      ArchiveException cause = damage.get();
      if (cause == null) {
        throw e;
      }
      cause.addSuppressed(e);
      throw cause;
    }
  }

  private List<String> compared(ArchivedSource source, Path root)
      throws ArchiveException, InterruptedException {
    try {
      return archive.compare(
          source, filter, new SourceContent.Tree(root, Selection.EVERYTHING, Set.of()));
    } catch (SourceException e) {
      return List.of("could not be read back: " + e.getMessage());
    }
  }

  private List<String> readBack(ArchivedSource source, Volume volume)
      throws ArchiveException, InterruptedException {
    try (VolumeReader reader = engine.read(volume, VolumeAccess.AUTO, Selection.EVERYTHING)) {
      if (reader.content() instanceof Content.TarStream stream) {
        SourceContent content = new SourceContent.TarStream(stream.tar(), Selection.EVERYTHING);
        List<String> problems = new ArrayList<>(archive.compare(source, filter, content));
        problems.addAll(reader.finish());
        return problems;
      }
      return compared(source, ((Content.Tree) reader.content()).root());
    } catch (SourceException | EngineException e) {
      return List.of("could not be read back: " + e.getMessage());
    }
  }

  private static ExtractReport with(ExtractReport report, List<String> differences) {
    List<String> problems = new ArrayList<>(report.problems());
    differences.stream().filter(line -> !problems.contains(line)).forEach(problems::add);
    return new ExtractReport(report.entries(), report.bytes(), problems, report.notes());
  }

  /** Tells how much went through. */
  private static final class Counted extends OutputStream {
    private final OutputStream out;
    private final ProgressListener progress;

    Counted(OutputStream out, ProgressListener progress) {
      this.out = out;
      this.progress = progress;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      progress.advanced(1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      progress.advanced(length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
