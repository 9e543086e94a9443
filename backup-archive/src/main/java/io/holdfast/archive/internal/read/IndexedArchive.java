package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.codec.Codecs;
import io.holdfast.archive.internal.format.Index.Section;
import io.holdfast.archive.internal.format.ManifestReader;
import io.holdfast.archive.internal.format.Positions;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SparseMap;
import io.holdfast.core.catalog.VerificationResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** One of our archives, read by its index: only the chunks that are needed. */
final class IndexedArchive implements OpenArchive {
  private final Path path;
  private final FileBytes file;
  private final ArchiveEnd end;
  private final ChunkWorkers workers;
  private final IndexedTar tar;

  IndexedArchive(Path path, FileChannel file, ArchiveEnd end) {
    this.path = path;
    this.file = FileBytes.cached(file);
    this.end = end;
    workers = new ChunkWorkers(Codecs.decoder(end.info().codec()));
    tar = new IndexedTar(this.file, end.index(), workers);
  }

  @Override
  public Path file() {
    return path;
  }

  @Override
  public Optional<ArchiveInfo> info() {
    return Optional.of(end.info());
  }

  @Override
  public List<ArchivedSource> sources() {
    return end.index().sections().stream().map(Section::source).toList();
  }

  @Override
  public void entries(EntryFilter filter, EntryVisitor visitor)
      throws ArchiveException, InterruptedException {
    for (Section section : end.index().sections()) {
      try (InputStream text = tar.openManifest(section)) {
        ManifestReader manifest = IndexedTar.manifest(text);
        while (manifest.advance()) {
          if (filter.includes(section.source(), manifest.path())) {
            visitor.visit(section.source(), manifest.entry().entry());
          }
        }
      } catch (IOException e) {
        throw Reading.failed(path, e);
      }
    }
  }

  /** A manifest tells of filled holes only, but no content is longer than its part of the tar. */
  @Override
  public long dataLength(ArchivedSource source, EntryFilter filter)
      throws ArchiveException, InterruptedException {
    Section section = section(source);
    long sum = 0;
    try (InputStream text = tar.openManifest(section)) {
      ManifestReader manifest = IndexedTar.manifest(text);
      Positions.Cursor positions = section.cursor();
      long start = positions.hasNext() ? positions.next() : section.entriesEnd();
      while (manifest.advance()) {
        long end = positions.hasNext() ? positions.next() : section.entriesEnd();
        if (filter.includes(source, manifest.path())) {
          // Together they are no longer than the tar.
          Entry entry = manifest.entry().entry();
          long data = entry.sparse().map(SparseMap::dataLength).orElse(entry.size());
          sum += Math.min(data, end - start);
        }
        start = end;
      }
    } catch (IOException e) {
      throw Reading.failed(path, e);
    }
    return sum;
  }

  @Override
  public VerificationResult verify(ProgressListener progress)
      throws ArchiveException, InterruptedException {
    return verify(progress, Optional.empty());
  }

  /**
   * Verifies the whole archive, from the disk where that can be had.
   *
   * @param whole is given all bytes of the file in order, the very ones that were verified
   */
  VerificationResult verify(ProgressListener progress, Optional<MessageDigest> whole)
      throws ArchiveException, InterruptedException {
    try (FileBytes medium = FileBytes.fromMedium(path)) {
      return new Verification(end, medium, workers, progress, whole).run();
    } catch (IOException e) {
      throw Reading.failed(path, e);
    }
  }

  @Override
  public ExtractReport extract(
      ArchivedSource source,
      EntryFilter filter,
      Path into,
      boolean overwrite,
      ProgressListener progress)
      throws ArchiveException, DestinationException, InterruptedException {
    try (Extraction extraction =
        new Extraction(into, namesFromOthers(sources(), source, into), overwrite, progress)) {
      new Picked(section(source), filter, tar).forEach(extraction::add);
      return extraction.finish();
    } catch (IOException e) {
      throw Reading.failed(path, e);
    }
  }

  @Override
  public void writeTar(ArchivedSource source, EntryFilter filter, OutputStream out)
      throws ArchiveException, IOException, InterruptedException {
    Section section = section(source);
    TarOutput.write(
        out,
        path,
        target -> {
          if (source.kind() == SourceKind.VOLUME && filter == EntryFilter.ALL) {
            TarRanges all = new TarRanges();
            all.add(section.entriesStart(), section.entriesEnd());
            try (InputStream raw = tar.open(all)) {
              target.addRaw(raw);
            }
          } else {
            new Picked(section, filter, tar)
                .forEach((entry, digest, content, contents) -> target.add(entry, content));
          }
        });
  }

  @Override
  public List<String> compare(ArchivedSource source, EntryFilter filter, SourceContent with)
      throws ArchiveException, SourceException, InterruptedException {
    Comparison comparison = new Comparison();
    try (InputStream text = tar.openManifest(section(source))) {
      ManifestReader manifest = IndexedTar.manifest(text);
      while (manifest.advance()) {
        if (filter.includes(source, manifest.path())) {
          comparison.expect(manifest.entry());
        }
      }
    } catch (IOException e) {
      throw Reading.failed(path, e);
    }
    return comparison.with(with);
  }

  /**
   * How many of the last names of a source's place another source may have brought, in whose place
   * it lies.
   */
  static int namesFromOthers(List<ArchivedSource> sources, ArchivedSource source, Path into) {
    String name = source.name();
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      String outer = name.substring(0, slash);
      if (sources.stream().anyMatch(other -> other.name().equals(outer))) {
        Path within = into.getFileSystem().getPath(name.substring(slash + 1));
        return into.endsWith(within) ? within.getNameCount() : 0;
      }
    }
    return 0;
  }

  private Section section(ArchivedSource source) throws ArchiveException {
    return end.index().sections().stream()
        .filter(section -> section.source().equals(source))
        .findFirst()
        .orElseThrow(() -> new ArchiveException(path + " has no source '" + source.name() + "'"));
  }

  @Override
  public void close() {
    workers.close();
    file.close();
  }
}
