package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.ManifestEntry;
import io.holdfast.archive.internal.format.ManifestReader;
import io.holdfast.archive.internal.tree.Rights;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.catalog.VerificationResult.Damaged;
import io.holdfast.core.catalog.VerificationResult.Defect;
import io.holdfast.core.catalog.VerificationResult.Unprovable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a {@link Survey} found whole of an archive of ours. The file is only read. */
final class SalvagedArchive implements DamagedArchive {
  private static final int LISTED = 100;
  private static final String NOTHING = "nothing of it is whole";

  private final Path path;
  private final FileChannel file;
  private final ChunkWorkers workers;
  private final IndexedTar tar;
  private final Optional<ArchiveInfo> info;
  private final List<FoundSource> found;
  private final Map<ArchivedSource, Long> missing;
  private final boolean complete;
  private final boolean privileged;

  /**
   * @param missing sources of which nothing was found, with the number of their entries
   * @param complete whether these are all sources there were
   */
  SalvagedArchive(
      Path path,
      FileChannel file,
      ChunkWorkers workers,
      IndexedTar tar,
      Optional<ArchiveInfo> info,
      List<FoundSource> found,
      Map<ArchivedSource, Long> missing,
      boolean complete) {
    this(path, file, workers, tar, info, found, missing, complete, false);
  }

  private SalvagedArchive(
      Path path,
      FileChannel file,
      ChunkWorkers workers,
      IndexedTar tar,
      Optional<ArchiveInfo> info,
      List<FoundSource> found,
      Map<ArchivedSource, Long> missing,
      boolean complete,
      boolean privileged) {
    this.privileged = privileged;
    this.path = path;
    this.file = file;
    this.workers = workers;
    this.tar = tar;
    this.info = info;
    this.found = List.copyOf(found);
    this.missing = missing;
    this.complete = complete;
  }

  @Override
  public Path file() {
    return path;
  }

  @Override
  public Optional<ArchiveInfo> info() {
    return info;
  }

  @Override
  public List<ArchivedSource> sources() {
    return found.stream().filter(s -> s.count() > 0).map(FoundSource::source).toList();
  }

  @Override
  public boolean isProven(ArchivedSource source) {
    return of(source).filter(FoundSource::isProven).isPresent();
  }

  @Override
  public DamagedArchive privileged() {
    return new SalvagedArchive(path, file, workers, tar, info, found, missing, complete, true);
  }

  private Optional<FoundSource> of(ArchivedSource source) {
    return found.stream().filter(s -> s.source().equals(source)).findFirst();
  }

  @Override
  public void entries(EntryFilter filter, EntryVisitor visitor)
      throws ArchiveException, InterruptedException {
    for (FoundSource source : found) {
      if (source.isProven()) {
        lines(
            source,
            (line, whole) -> {
              if (whole && filter.includes(source.source(), line.entry().path())) {
                visitor.visit(source.source(), line.entry());
              }
            });
      } else {
        pieces(source, filter, visitor);
      }
    }
  }

  @Override
  public void losses(EntryFilter filter, LossVisitor visitor)
      throws ArchiveException, InterruptedException {
    for (FoundSource source : found) {
      String name = source.source().name();
      if (source.count() == 0) {
        visitor.visit(new Loss(name, Optional.empty(), Math.max(0, source.expected()), NOTHING));
      } else if (source.isProven()) {
        lines(
            source,
            (line, whole) -> {
              if (!whole && filter.includes(source.source(), line.entry().path())) {
                visitor.visit(
                    new Loss(
                        name,
                        Optional.of(line.entry().path()),
                        1,
                        "its part of the archive is damaged or missing"));
              }
            });
      } else {
        lossesOfUnproven(source, filter, visitor);
      }
    }
    missing.forEach(
        (source, entries) ->
            visitor.visit(new Loss(source.name(), Optional.empty(), entries, NOTHING)));
    if (!complete) {
      visitor.visit(
          new Loss(
              "", Optional.empty(), 0, "the records are lost that say what was in the archive"));
    }
  }

  private static void lossesOfUnproven(
      FoundSource source, EntryFilter filter, LossVisitor visitor) {
    String name = source.source().name();
    source.cutOff().stream()
        .filter(loss -> filter.includes(source.source(), loss.path().orElseThrow()))
        .forEach(visitor::visit);
    long nameless =
        source.expected() < 0
            ? source.doubts()
            : source.expected() - source.count() - source.cutOff().size();
    if (nameless > 0) {
      visitor.visit(
          new Loss(name, Optional.empty(), nameless, "so is the manifest that names them"));
    }
  }

  /** Takes a line of a manifest. */
  private interface LineTaker {
    void take(ManifestEntry line, boolean whole);
  }

  private void lines(FoundSource source, LineTaker taker)
      throws ArchiveException, InterruptedException {
    long[] whole = source.sortedPrints();
    Fingerprint fingerprint = new Fingerprint();
    try (InputStream text = tar.open(source.manifestRange())) {
      ManifestReader manifest = IndexedTar.manifest(text);
      while (manifest.advance()) {
        ManifestEntry line = manifest.entry();
        taker.take(line, Arrays.binarySearch(whole, fingerprint.of(line)) >= 0);
      }
    } catch (IOException e) {
      throw Reading.failed(path, e);
    }
  }

  private void pieces(FoundSource source, EntryFilter filter, EntryVisitor visitor)
      throws ArchiveException, InterruptedException {
    try {
      pieces(
          Optional.of(source),
          filter,
          new Rights(),
          (entry, content) -> visitor.visit(source.source(), entry));
    } catch (DestinationException e) {
      throw new IllegalStateException("looking writes nothing", e);
    } catch (IOException e) {
      throw Reading.failed(path, e);
    }
  }

  @Override
  public VerificationResult verify(ProgressListener progress)
      throws ArchiveException, InterruptedException {
    List<Defect> defects = new ArrayList<>();
    losses(
        EntryFilter.ALL,
        loss -> {
          if (defects.size() < LISTED) {
            defects.add(new Defect(loss.toString(), loss.detail()));
          }
        });
    return defects.isEmpty()
        ? new Unprovable(found.stream().mapToLong(FoundSource::count).sum())
        : new Damaged(defects);
  }

  @Override
  public ExtractReport extract(
      ArchivedSource source,
      EntryFilter filter,
      Path into,
      boolean overwrite,
      ProgressListener progress)
      throws ArchiveException, DestinationException, InterruptedException {
    Rights rights = new Rights();
    int unfollowed = IndexedArchive.namesFromOthers(sources(), source, into);
    try (Extraction extraction = new Extraction(into, unfollowed, overwrite, progress)) {
      pieces(of(source), filter, rights, extraction::add);
      rights.taken().forEach(extraction::skip);
      return extraction.finish();
    } catch (IOException e) {
      throw Reading.failed(path, e);
    }
  }

  @Override
  public void writeTar(ArchivedSource source, EntryFilter filter, OutputStream out)
      throws ArchiveException, IOException, InterruptedException {
    TarOutput.write(out, path, target -> pieces(of(source), filter, new Rights(), target::add));
  }

  @Override
  public List<String> compare(ArchivedSource source, EntryFilter filter, SourceContent with)
      throws ArchiveException, SourceException, InterruptedException {
    Comparison comparison = new Comparison();
    Rights rights = new Rights();
    try {
      pieces(of(source), filter, rights, comparison::expect);
    } catch (DestinationException e) {
      throw new IllegalStateException("comparing writes nothing", e);
    } catch (IOException e) {
      throw Reading.failed(path, e);
    }
    List<String> differences = new ArrayList<>(comparison.with(with));
    differences.addAll(rights.taken());
    return differences;
  }

  /** Takes one entry. */
  private interface Taker {
    void take(Entry entry, InputStream content)
        throws IOException, DestinationException, InterruptedException;
  }

  private void pieces(Optional<FoundSource> source, EntryFilter filter, Rights rights, Taker taker)
      throws IOException, DestinationException, InterruptedException {
    if (source.isEmpty()) {
      return;
    }
    boolean ours = privileged || source.get().isProven();
    new EntryPieces(tar)
        .forEach(
            source.get(),
            (number, entry, content) -> {
              if (filter.includes(source.get().source(), entry.path())) {
                Optional<Entry> wanted = ours ? Optional.of(entry) : rights.takeFrom(entry);
                if (wanted.isPresent()) {
                  taker.take(wanted.get(), content);
                }
              }
            });
  }

  @Override
  public void close() {
    workers.close();
    ArchiveReader.closeQuietly(file);
  }
}
