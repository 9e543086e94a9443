package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.tar.EntryNames;
import io.holdfast.archive.internal.tar.TarFormatException;
import io.holdfast.archive.internal.tar.TarHeader;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.archive.internal.tree.Rights;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.VerificationResult;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.io.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * A {@code .tar.gz} of another tool, the former script's among them, read in order. Nothing in it
 * says what should be there, so it can be read to its end but never proven whole.
 */
final class ForeignArchive implements OpenArchive {
  /** The source of files at the top level. */
  static final ArchivedSource TOP = new ArchivedSource(".", SourceKind.DIRECTORY);

  private static final String TAR = ".tar";
  private static final Pattern REDUNDANT = Pattern.compile("/(?:\\.?(?:/|$))+");

  private final Path path;
  private final FileChannel file;
  private final boolean privileged;
  private @Nullable List<ArchivedSource> sources;

  ForeignArchive(Path path, FileChannel file) {
    this(path, file, false);
  }

  private ForeignArchive(Path path, FileChannel file, boolean privileged) {
    this.path = path;
    this.file = file;
    this.privileged = privileged;
  }

  @Override
  public OpenArchive privileged() {
    return new ForeignArchive(path, file, true);
  }

  @Override
  public Path file() {
    return path;
  }

  @Override
  public Optional<ArchiveInfo> info() {
    return Optional.empty();
  }

  @Override
  public List<ArchivedSource> sources() throws ArchiveException, InterruptedException {
    if (sources == null) {
      Set<ArchivedSource> found = new LinkedHashSet<>();
      walk(false, (source, name, entry, content) -> found.add(source));
      sources = List.copyOf(found);
    }
    return sources;
  }

  @Override
  public void entries(EntryFilter filter, EntryVisitor visitor)
      throws ArchiveException, InterruptedException {
    walk(
        true,
        (source, name, entry, content) -> {
          if (entry != null && filter.includes(source, entry.path())) {
            visitor.visit(source, entry);
          }
        });
  }

  @Override
  public VerificationResult verify(ProgressListener progress)
      throws ArchiveException, InterruptedException {
    long[] entries = new long[1];
    try {
      walkOrFail(
          true,
          (source, name, entry, content) -> {
            entries[0]++;
            progress.advanced(IOUtils.consume(content));
          });
      return new VerificationResult.Unprovable(entries[0]);
    } catch (DamageException | TarFormatException | EOFException e) {
      return new VerificationResult.Damaged(
          List.of(new VerificationResult.Defect("the archive", Reading.message(e))));
    } catch (DestinationException e) {
      throw new IllegalStateException("verifying writes nothing", e);
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
    if (Files.isSymbolicLink(into)) {
      // A file at the top level may be one, of the name of a directory that comes after it.
      throw new DestinationException(
          "cannot write into "
              + Printable.of(into.toString())
              + ": it is a symbolic link, which may be from this very archive; remove it, or name"
              + " the directory it leads to");
    }
    Rights rights = new Rights();
    try (Extraction extraction = new Extraction(into, overwrite, progress)) {
      walkOrFail(
          true,
          (found, name, entry, content) -> {
            if (!found.equals(source)) {
              return;
            }
            if (entry == null) {
              extraction.skip(
                  new EntryPath(name)
                      + ": skipped: of a kind, or of a name or link target, that no source has");
            } else if (filter.includes(source, entry.path())) {
              Optional<Entry> wanted = wanted(entry, rights);
              if (wanted.isPresent()) {
                extraction.add(wanted.get(), content);
              }
            }
          });
      rights.taken().forEach(extraction::skip);
      return extraction.finish();
    } catch (IOException e) {
      throw Reading.failed(path, e);
    }
  }

  @Override
  public void writeTar(ArchivedSource source, EntryFilter filter, OutputStream out)
      throws ArchiveException, IOException, InterruptedException {
    Rights rights = new Rights();
    TarOutput.write(
        out,
        path,
        target ->
            walkOrFail(
                true,
                (found, name, entry, content) -> {
                  if (found.equals(source)
                      && entry != null
                      && filter.includes(source, entry.path())) {
                    Optional<Entry> wanted = wanted(entry, rights);
                    if (wanted.isPresent()) {
                      target.add(wanted.get(), content);
                    }
                  }
                }));
  }

  @Override
  public List<String> compare(ArchivedSource source, EntryFilter filter, SourceContent with)
      throws ArchiveException, SourceException, InterruptedException {
    Comparison comparison = new Comparison();
    Rights rights = new Rights();
    walk(
        true,
        (found, name, entry, content) -> {
          if (found.equals(source) && entry != null && filter.includes(source, entry.path())) {
            Optional<Entry> wanted = wanted(entry, rights);
            if (wanted.isPresent()) {
              comparison.expect(wanted.get(), content);
            }
          }
        });
    List<String> differences = new ArrayList<>(comparison.with(with));
    differences.addAll(rights.taken());
    return differences;
  }

  /** What is restored of an entry: it may come from anybody. */
  private Optional<Entry> wanted(Entry entry, Rights rights) {
    return privileged ? Optional.of(entry) : rights.takeFrom(entry);
  }

  /** Takes one entry; {@code entry} is null for what has no place in a source. */
  private interface Taker {
    void take(ArchivedSource source, String name, @Nullable Entry entry, InputStream content)
        throws IOException, DestinationException, InterruptedException;
  }

  private void walk(boolean intoVolumes, Taker taker)
      throws ArchiveException, InterruptedException {
    try {
      walkOrFail(intoVolumes, taker);
    } catch (DestinationException e) {
      throw new IllegalStateException("looking writes nothing", e);
    } catch (IOException e) {
      throw Reading.failed(path, e);
    }
  }

  private void walkOrFail(boolean intoVolumes, Taker taker)
      throws IOException, DestinationException, InterruptedException {
    try (InputStream bytes = decompressed()) {
      TarReader tar = new TarReader(bytes);
      for (Optional<TarHeader> next = tar.next(); next.isPresent(); next = tar.next()) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while reading " + path);
        }
        TarHeader header = next.get();
        String name = plain(header.name());
        if (name.isEmpty()) {
          continue; // the folder that the former script packed
        }
        if (isVolume(name, header)) {
          ArchivedSource source =
              new ArchivedSource(
                  new EntryPath(name.substring(0, name.length() - TAR.length())).text(),
                  SourceKind.VOLUME);
          if (intoVolumes) {
            volume(source, tar.content(), taker);
          } else {
            taker.take(source, name, null, tar.content());
          }
        } else {
          int slash = name.indexOf('/');
          String first = slash < 0 ? name : name.substring(0, slash);
          boolean top =
              (slash < 0 && header.type() != EntryType.DIRECTORY) || !EntryNames.isSafe(first);
          ArchivedSource source =
              top ? TOP : new ArchivedSource(new EntryPath(first).text(), SourceKind.DIRECTORY);
          taker.take(source, name, entry(header, name, top ? "./" : first + "/"), tar.content());
        }
      }
      if (!tar.endSeen()) {
        throw new EOFException("the tar ends without its end marker: it may have been cut off");
      }
      tar.drain();
    }
  }

  private static boolean isVolume(String name, TarHeader header) {
    return header.type() == EntryType.FILE
        && name.endsWith(TAR)
        && name.length() > TAR.length()
        && name.indexOf('/') < 0;
  }

  private static void volume(ArchivedSource source, InputStream content, Taker taker)
      throws IOException, DestinationException, InterruptedException {
    TarReader nested = new TarReader(content);
    for (Optional<TarHeader> next = nested.next(); next.isPresent(); next = nested.next()) {
      String name = plain(next.get().name());
      taker.take(source, name, entry(next.get(), name, "./"), nested.content());
    }
    if (!nested.endSeen()) {
      throw new EOFException(
          "the tar of volume "
              + Printable.of(source.name())
              + " ends without its end marker: it was cut off");
    }
    nested.drain();
  }

  /**
   * A name without what says nothing: {@code ./} and {@code /} before it, both and a last {@code
   * /.} within.
   */
  private static String plain(String name) {
    String plain = REDUNDANT.matcher(name).replaceAll("/");
    while (plain.startsWith("./") || plain.startsWith("/")) {
      plain = plain.substring(plain.indexOf('/') + 1);
    }
    return plain.equals(".") ? "" : plain;
  }

  private static @Nullable Entry entry(TarHeader header, String name, String prefix) {
    if (header.type() == null) {
      return null;
    }
    String link =
        header.type() == EntryType.HARD_LINK ? plain(header.linkName()) : header.linkName();
    try {
      return EntryNames.entry(header.named(name, link), prefix);
    } catch (TarFormatException e) {
      return null; // it leaves its source, or links out of it
    }
  }

  private InputStream decompressed() throws IOException {
    InputStream raw = new BufferedInputStream(new FileRange(file, 0, file.size()), 1 << 16);
    return new DamageStream(
        GzipCompressorInputStream.builder()
            .setInputStream(raw)
            .setDecompressConcatenated(true)
            .get());
  }

  @Override
  public void close() {
    ArchiveReader.closeQuietly(file);
  }
}
