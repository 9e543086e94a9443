package io.holdfast.testkit;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.catalog.VerificationResult.Defect;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An archive of {@link InMemoryCatalog}, of which what its defects name is lost. */
final class InMemoryDamagedArchive implements DamagedArchive {
  private final OpenArchive archive;
  private final List<Defect> defects;

  /** Closes the archive when it is closed. */
  InMemoryDamagedArchive(OpenArchive archive, List<Defect> defects) {
    this.archive = archive;
    this.defects = defects;
  }

  private Optional<Defect> defectOf(ArchivedSource source, EntryPath path) {
    return defects.stream()
        .filter(defect -> defect.where().equals(source.name() + "/" + path))
        .findFirst();
  }

  private EntryFilter whole(EntryFilter filter) {
    return (source, path) -> filter.includes(source, path) && defectOf(source, path).isEmpty();
  }

  @Override
  public boolean isProven(ArchivedSource source) {
    return true;
  }

  @Override
  public void losses(EntryFilter filter, LossVisitor visitor)
      throws ArchiveException, InterruptedException {
    archive.entries(
        filter,
        (source, entry) ->
            defectOf(source, entry.path())
                .map(d -> new Loss(source.name(), Optional.of(entry.path()), 1, d.what()))
                .ifPresent(visitor::visit));
  }

  @Override
  public Path file() {
    return archive.file();
  }

  @Override
  public Optional<ArchiveInfo> info() {
    return archive.info();
  }

  @Override
  public List<ArchivedSource> sources() throws ArchiveException, InterruptedException {
    return archive.sources();
  }

  @Override
  public void entries(EntryFilter filter, EntryVisitor visitor)
      throws ArchiveException, InterruptedException {
    archive.entries(whole(filter), visitor);
  }

  @Override
  public VerificationResult verify(ProgressListener progress)
      throws ArchiveException, InterruptedException {
    return archive.verify(progress);
  }

  @Override
  public ExtractReport extract(
      ArchivedSource source,
      EntryFilter filter,
      Path into,
      boolean overwrite,
      ProgressListener progress)
      throws ArchiveException, DestinationException, InterruptedException {
    return archive.extract(source, whole(filter), into, overwrite, progress);
  }

  @Override
  public void writeTar(ArchivedSource source, EntryFilter filter, OutputStream out)
      throws ArchiveException, IOException, InterruptedException {
    archive.writeTar(source, whole(filter), out);
  }

  @Override
  public List<String> compare(ArchivedSource source, EntryFilter filter, SourceContent with)
      throws ArchiveException, SourceException, InterruptedException {
    return archive.compare(source, whole(filter), with);
  }

  @Override
  public void close() {
    archive.close();
  }
}
