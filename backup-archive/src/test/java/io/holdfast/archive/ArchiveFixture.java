package io.holdfast.archive;

import io.holdfast.archive.internal.codec.Codecs;
import io.holdfast.archive.internal.write.ArchiveWriter;
import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.plan.Compression;
import io.holdfast.core.plan.PlanName;
import io.holdfast.core.plan.Selection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes archives for tests, the way a run does. */
public final class ArchiveFixture implements AutoCloseable {
  public static final Instant START = Instant.parse("2025-10-24T10:25:03Z");

  private final FileChannel out;
  private final ArchiveWriter writer;
  private final List<SourceRecord> records = new ArrayList<>();
  private final List<AppendSummary> summaries = new ArrayList<>();

  public ArchiveFixture(Path file) throws Exception {
    out =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
    writer =
        new ArchiveWriter(out, START, Codecs.encoder(Compression.FAST), Optional.empty(), false);
  }

  public ArchiveWriter writer() {
    return writer;
  }

  public ArchiveFixture directory(String name, Path root) throws Exception {
    SourceContent.Tree tree = new SourceContent.Tree(root, Selection.EVERYTHING, Set.of());
    AppendSummary summary = writer.append(name, SourceKind.DIRECTORY, tree, ProgressListener.NONE);
    summaries.add(summary);
    records.add(record(name, new SourceRecord.Origin.Directory(root.toString()), summary));
    return this;
  }

  public ArchiveFixture volume(String name, Path root) throws Exception {
    return volume(name, new SourceContent.Tree(root, Selection.EVERYTHING, Set.of()));
  }

  public ArchiveFixture volume(String name, InputStream tar, Selection selection) throws Exception {
    return volume(name, new SourceContent.TarStream(tar, selection));
  }

  private ArchiveFixture volume(String name, SourceContent content) throws Exception {
    AppendSummary summary = writer.append(name, SourceKind.VOLUME, content, ProgressListener.NONE);
    summaries.add(summary);
    records.add(
        record(
            name, new SourceRecord.Origin.Volume("local", Map.of(), Map.of(), "helper"), summary));
    return this;
  }

  /** What was said of each source so far. */
  public List<AppendSummary> summaries() {
    return List.copyOf(summaries);
  }

  private static SourceRecord record(
      String name, SourceRecord.Origin origin, AppendSummary summary) {
    return new SourceRecord(
        name,
        origin,
        SourceRecord.Outcome.SAVED,
        "",
        summary.entries(),
        summary.bytes(),
        summary.issueCount(),
        summary.issues(),
        Optional.of(summary.manifestSha256()));
  }

  /** Writes the records; the archive is whole then. */
  public void finish() throws Exception {
    PlanName plan = new PlanName("p");
    writer.finish(
        new ArchiveInfo(
            plan, "host", START, START, ZoneOffset.UTC, "test", "fast", "isal", records),
        ArchiveName.at(plan, START, ZoneOffset.UTC));
  }

  @Override
  public void close() throws IOException {
    writer.close();
    out.close();
  }
}
