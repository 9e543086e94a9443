package io.holdfast.testkit.services;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.VerificationResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An archive that has lost what it says about itself. */
record LegacyArchive(OpenArchive archive) implements OpenArchive {
  @Override
  public Path file() {
    return archive.file();
  }

  @Override
  public Optional<ArchiveInfo> info() {
    return Optional.empty();
  }

  @Override
  public List<ArchivedSource> sources() throws ArchiveException, InterruptedException {
    return archive.sources();
  }

  @Override
  public void entries(EntryFilter filter, EntryVisitor visitor)
      throws ArchiveException, InterruptedException {
    archive.entries(filter, visitor);
  }

  @Override
  public VerificationResult verify(ProgressListener progress) {
    return new VerificationResult.Unprovable(0);
  }

  @Override
  public ExtractReport extract(
      ArchivedSource source,
      EntryFilter filter,
      Path into,
      boolean overwrite,
      ProgressListener progress)
      throws ArchiveException, DestinationException, InterruptedException {
    return archive.extract(source, filter, into, overwrite, progress);
  }

  @Override
  public void writeTar(ArchivedSource source, EntryFilter filter, OutputStream out)
      throws ArchiveException, IOException, InterruptedException {
    archive.writeTar(source, filter, out);
  }

  @Override
  public List<String> compare(ArchivedSource source, EntryFilter filter, SourceContent with)
      throws ArchiveException, SourceException, InterruptedException {
    return archive.compare(source, filter, with);
  }

  @Override
  public void close() {
    archive.close();
  }
}
