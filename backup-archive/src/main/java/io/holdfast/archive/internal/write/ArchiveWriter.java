package io.holdfast.archive.internal.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.archive.internal.codec.Encoder;
import io.holdfast.archive.internal.format.ArchiveInfoJson;
import io.holdfast.archive.internal.format.ArchivePaths;
import io.holdfast.archive.internal.format.Footer;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.format.Index.Packed;
import io.holdfast.archive.internal.format.Index.Section;
import io.holdfast.archive.internal.format.ManifestWriter.Manifest;
import io.holdfast.archive.internal.format.RestoreGuide;
import io.holdfast.archive.internal.reuse.Predecessor;
import io.holdfast.archive.internal.reuse.PreviousFile;
import io.holdfast.archive.internal.tar.TarEncoder;
import io.holdfast.archive.internal.tree.EntrySink;
import io.holdfast.archive.internal.tree.FileState;
import io.holdfast.archive.internal.tree.Issues;
import io.holdfast.archive.internal.tree.TreeReader;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.Reuse;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes one archive into an open file, in a single pass. Calls come in the order {@link #append}
 * for each source, {@link #finish}, {@link #close}. Not thread-safe.
 */
public final class ArchiveWriter implements AutoCloseable {
  private static final byte[] ZEROS = new byte[TarEncoder.END];

  private final Instant start;
  private final Optional<Predecessor> earlier;
  private final boolean reread;
  private final ChunkPipeline pipeline;
  private final TarEncoder encoder = new TarEncoder();
  private final List<Written> written = new ArrayList<>();
  private final byte[] buffer = new byte[1 << 16];
  private long reusedBytes;
  private long packedBytes;

  /**
   * @param out empty, open for reading and writing, not closed by the writer
   * @param start of the run
   * @param encoder compresses it
   * @param earlier what did not change is taken from it; not closed by the writer
   * @param reread whether files are read that did not change since
   */
  public ArchiveWriter(
      FileChannel out,
      Instant start,
      Encoder encoder,
      Optional<Predecessor> earlier,
      boolean reread) {
    this.start = start;
    this.earlier = earlier;
    this.reread = reread;
    pipeline = new ChunkPipeline(out, encoder.codecs(), earlier);
  }

  /**
   * Writes one source. When it throws {@link SourceException}, the archive is as it was before.
   *
   * @throws SourceException the source as a whole could not be read
   */
  public AppendSummary append(
      String name, SourceKind kind, SourceContent content, ProgressListener progress)
      throws SourceException, DestinationException, InterruptedException {
    int mark = pipeline.table().count();
    try {
      return kind == SourceKind.VOLUME
          ? appendVolume(name, mark, content, progress)
          : appendDirectory(name, mark, content, progress);
    } catch (SourceException e) {
      pipeline.truncate(mark);
      throw e;
    }
  }

  private AppendSummary appendDirectory(
      String name, int mark, SourceContent content, ProgressListener progress)
      throws SourceException, DestinationException, InterruptedException {
    String prefix = EntryPath.of(name).latin1() + "/";
    return capture(name, SourceKind.DIRECTORY, prefix, mark, content, progress);
  }

  /**
   * A volume is one nested tar whose size is known only at its end, so its header is written twice.
   */
  private AppendSummary appendVolume(
      String name, int mark, SourceContent content, ProgressListener progress)
      throws SourceException, DestinationException, InterruptedException {
    String tarName = ArchivePaths.tarOf(name);
    if (!TarEncoder.isPlain(tarName)) {
      throw new SourceException(
          "volume '" + name + "' has a name too long for an archive (at most 96 characters)");
    }
    int header = pipeline.writePatchable(TarEncoder.plain(tarName, 0, start));
    long begin = pipeline.tarLength();
    AppendSummary summary = capture(name, SourceKind.VOLUME, "./", mark, content, progress);
    pipeline.patch(header, TarEncoder.plain(tarName, pipeline.tarLength() - begin, start));
    return summary;
  }

  private AppendSummary capture(
      String name,
      SourceKind kind,
      String prefix,
      int mark,
      SourceContent content,
      ProgressListener progress)
      throws SourceException, DestinationException, InterruptedException {
    long begin = pipeline.tarLength();
    Issues issues = new Issues();
    Recorder recorder = new Recorder(begin, start);
    List<String> remarks;
    String limits = "";
    if (content instanceof SourceContent.Tree tree) {
      TreeReader reader =
          kind == SourceKind.VOLUME
              ? TreeReader.fillingHoles(tree, issues)
              : new TreeReader(tree, issues);
      reader.read(new TreeSink(prefix, recorder, progress, unreadFiles(name, kind, tree)));
      remarks = reader.remarks();
      limits = reader.limits();
    } else if (content instanceof SourceContent.TarStream stream) {
      remarks = new TarStreamCopier(stream, issues).copy(this, prefix, recorder, progress);
    } else {
      throw new IllegalArgumentException("no such content: " + content);
    }
    long end = pipeline.tarLength();
    if (kind == SourceKind.VOLUME) {
      write(ZEROS, TarEncoder.END);
    }
    pipeline.flush();
    Manifest manifest = recorder.finish();
    written.add(new Written(mark, new ArchivedSource(name, kind), begin, end, manifest, recorder));
    return new AppendSummary(
        manifest.entries(),
        recorder.bytes(),
        issues.count(),
        issues.listed(),
        manifest.sha256(),
        remarks,
        limits);
  }

  private Optional<UnreadFiles> unreadFiles(String name, SourceKind kind, SourceContent.Tree tree) {
    return earlier
        .filter(archive -> !reread)
        .flatMap(
            archive ->
                archive
                    .source(name, kind, tree)
                    .map(source -> new UnreadFiles(archive, source, pipeline)));
  }

  /**
   * Writes an entry of the current source.
   *
   * @throws IOException only when {@code content} throws it
   */
  void entry(
      byte[] header,
      Entry entry,
      ReadableByteChannel content,
      Recorder recorder,
      ProgressListener progress)
      throws IOException, DestinationException, InterruptedException {
    CutRule.Where where = cutBefore(entry);
    long position = pipeline.tarLength();
    write(header, header.length);
    if (entry.type() != EntryType.FILE) {
      recorder.add(position, entry, null);
      return;
    }
    if (where == CutRule.Where.AROUND_CONTENT) {
      pipeline.cut();
    }
    FileDigest digest = content(entry, content, progress);
    if (where == CutRule.Where.AROUND_CONTENT) {
      pipeline.cut();
    }
    write(ZEROS, TarEncoder.padding(entry.dataLength()));
    recorder.add(position, entry, digest);
  }

  private FileDigest content(Entry entry, ReadableByteChannel content, ProgressListener progress)
      throws IOException, DestinationException, InterruptedException {
    if (!entry.omitsHoles()) {
      return pipeline.writeFile(content, entry.size(), progress);
    }
    HashedData data = new HashedData(content, entry);
    pipeline.writeFile(data, entry.dataLength(), progress);
    return data.digest();
  }

  private CutRule.Where cutBefore(Entry entry) throws DestinationException, InterruptedException {
    CutRule.Where where = CutRule.before(entry, pipeline.currentLength());
    if (where == CutRule.Where.BEFORE_HEADER) {
      pipeline.cut();
    }
    return where;
  }

  /** Takes the last appended source out again. */
  public void rollback() throws DestinationException, InterruptedException {
    Written last = written.remove(written.size() - 1);
    pipeline.truncate(last.mark);
  }

  /**
   * Writes manifests, index and records. Does not make the file durable.
   *
   * @param name the archive will have
   */
  public void finish(ArchiveInfo info, ArchiveName name)
      throws DestinationException, InterruptedException {
    pipeline.cut();
    List<Section> sections = new ArrayList<>();
    for (Written source : written) {
      sections.add(manifest(source));
    }
    record(ArchivePaths.RESTORE, RestoreGuide.text(info, name).getBytes(UTF_8));
    pipeline.flush();

    // From here on nothing is in the index: it is the tail, which the footer vouches for.
    long indexOffset = pipeline.table().fileLength();
    packedBytes = indexOffset;
    reusedBytes = pipeline.reusedLength();
    record(ArchivePaths.INDEX, new Index(pipeline.table(), sections).encode());
    pipeline.flush();
    long infoOffset = pipeline.table().fileLength();
    record(ArchivePaths.INFO, ArchiveInfoJson.write(info));
    write(ZEROS, TarEncoder.END);
    pipeline.flush();
    pipeline.writeRaw(
        new Footer(indexOffset, infoOffset, pipeline.sha256From(indexOffset)).encode());
  }

  private Section manifest(Written source) throws DestinationException, InterruptedException {
    String name = ArchivePaths.manifestOf(source.source.name());
    header(name, source.manifest.length());
    long begin = pipeline.tarLength();
    try (InputStream text = source.manifest.open()) {
      int got;
      while ((got = text.read(buffer)) > 0) {
        write(buffer, got);
      }
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory cannot fail", e);
    }
    write(ZEROS, TarEncoder.padding(source.manifest.length()));
    return new Section(
        source.source,
        source.begin,
        source.end,
        begin,
        source.manifest.length(),
        source.manifest.entries(),
        new Packed(source.recorder.positions()),
        new Packed(source.recorder.states()));
  }

  private void record(String name, byte[] content)
      throws DestinationException, InterruptedException {
    header(name, content.length);
    write(content, content.length);
    write(ZEROS, TarEncoder.padding(content.length));
  }

  private void header(String name, long size) throws DestinationException, InterruptedException {
    Entry entry =
        new Entry(
            EntryPath.of(name),
            EntryType.FILE,
            size,
            0600,
            0,
            0,
            start.truncatedTo(ChronoUnit.SECONDS),
            Optional.empty(),
            Entry.Device.NONE);
    byte[] header = encoder.encode("", entry);
    write(header, header.length);
  }

  private void write(byte[] bytes, int length) throws DestinationException, InterruptedException {
    pipeline.write(bytes, 0, length);
  }

  /**
   * What was taken from the earlier archive; to be asked when everything is written.
   *
   * @param from its name
   * @param warnings what is to be said of it
   */
  public Reuse reuse(Optional<ArchiveName> from, List<String> warnings) {
    return new Reuse(
        from,
        reusedBytes,
        packedBytes,
        written.stream().mapToLong(source -> source.recorder.unread()).sum(),
        written.stream().mapToLong(source -> source.recorder.files()).sum(),
        warnings);
  }

  /** Stops the worker threads. */
  @Override
  public void close() {
    pipeline.close();
  }

  private record Written(
      int mark,
      ArchivedSource source,
      long begin,
      long end,
      Manifest manifest,
      Recorder recorder) {}

  /** Takes the entries of a tree, with headers of our own. */
  private final class TreeSink implements EntrySink {
    private final String prefix;
    private final Recorder recorder;
    private final ProgressListener progress;
    private final @Nullable UnreadFiles unread;

    TreeSink(
        String prefix, Recorder recorder, ProgressListener progress, Optional<UnreadFiles> unread) {
      this.prefix = prefix;
      this.recorder = recorder;
      this.progress = progress;
      this.unread = unread.orElse(null);
    }

    @Override
    public void accept(Entry entry, ReadableByteChannel content)
        throws DestinationException, InterruptedException {
      byte[] header = encoder.encode(prefix, entry);
      try {
        entry(header, entry, content, recorder, progress);
      } catch (ClosedByInterruptException e) {
        Thread.interrupted(); // the exception carries it from here on
        throw new InterruptedException("interrupted while reading a file");
      } catch (IOException e) {
        throw new IllegalStateException("content of a tree does not fail", e);
      }
    }

    @Override
    public boolean acceptUnread(Entry file, FileState state)
        throws DestinationException, InterruptedException {
      UnreadFiles files = unread;
      Optional<PreviousFile> before = files == null ? Optional.empty() : files.find(file, state);
      if (files == null || before.isEmpty()) {
        return false;
      }
      cutBefore(file);
      long position = pipeline.tarLength();
      Optional<FileDigest> digest = files.write(encoder.encode(prefix, file), before.get());
      if (digest.isEmpty()) {
        return false;
      }
      write(ZEROS, TarEncoder.padding(file.size()));
      progress.advanced(file.size());
      recorder.add(position, file.with(before.get().holes()), digest.get());
      recorder.wasUnread();
      heldStill(state);
      return true;
    }

    @Override
    public void heldStill(FileState state) {
      recorder.heldStill(state);
    }
  }
}
