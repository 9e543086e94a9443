package io.holdfast.testkit;

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
import java.util.function.Consumer;

/** An archive that {@link WatchedCatalog} has opened. */
final class WatchedArchive implements OpenArchive {
  private final OpenArchive real;
  private final String name;
  private final Calls calls;
  private final Consumer<Object> whenClosed;

  WatchedArchive(OpenArchive real, String name, Calls calls, Consumer<Object> whenClosed) {
    this.real = real;
    this.name = name;
    this.calls = calls;
    this.whenClosed = whenClosed;
  }

  @Override
  public Path file() {
    return real.file();
  }

  @Override
  public Optional<ArchiveInfo> info() {
    return real.info();
  }

  @Override
  public List<ArchivedSource> sources() throws ArchiveException, InterruptedException {
    return real.sources();
  }

  @Override
  public void entries(EntryFilter filter, EntryVisitor visitor)
      throws ArchiveException, InterruptedException {
    calls.enter(Operation.ENTRIES, name, ArchiveException.class);
    real.entries(filter, visitor);
  }

  @Override
  public long dataLength(ArchivedSource source, EntryFilter filter)
      throws ArchiveException, InterruptedException {
    calls.enter(Operation.ENTRIES, name, ArchiveException.class);
    return real.dataLength(source, filter);
  }

  @Override
  public VerificationResult verify(ProgressListener progress)
      throws ArchiveException, InterruptedException {
    calls.enter(Operation.VERIFY_ARCHIVE, name, ArchiveException.class);
    return real.verify(progress);
  }

  @Override
  public ExtractReport extract(
      ArchivedSource source,
      EntryFilter filter,
      Path into,
      boolean overwrite,
      ProgressListener progress)
      throws ArchiveException, DestinationException, InterruptedException {
    calls.enter(
        Operation.EXTRACT, source.name(), ArchiveException.class, DestinationException.class);
    return real.extract(source, filter, into, overwrite, progress);
  }

  @Override
  public void writeTar(ArchivedSource source, EntryFilter filter, OutputStream out)
      throws ArchiveException, IOException, InterruptedException {
    calls.enter(Operation.WRITE_TAR, source.name(), ArchiveException.class);
    real.writeTar(source, filter, out);
  }

  @Override
  public List<String> compare(ArchivedSource source, EntryFilter filter, SourceContent with)
      throws ArchiveException, SourceException, InterruptedException {
    calls.enter(Operation.COMPARE, source.name(), ArchiveException.class, SourceException.class);
    return real.compare(source, filter, with);
  }

  @Override
  public void close() {
    real.close();
    whenClosed.accept(this);
  }
}
