package io.holdfast.archive.internal.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.PlanName;
import io.holdfast.core.plan.Selection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A run of the plan {@code shop}, with one small volume as its source. */
@SuppressWarnings("try") // a lock is held, not used
public final class SampleRun {
  public static final PlanName PLAN = new PlanName("shop");
  public static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  public static final Instant START = Instant.parse("2025-10-24T08:25:03Z");

  private final Instant start;
  private final ZoneId zone;
  private final byte[] content;
  private final boolean complete;

  private SampleRun(Instant start, ZoneId zone, byte[] content, boolean complete) {
    this.start = start;
    this.zone = zone;
    this.content = content;
    this.complete = complete;
  }

  public static SampleRun at(Instant start) {
    return new SampleRun(start, ZONE, "precious".getBytes(UTF_8), true);
  }

  public static SampleRun at(String start) {
    return at(Instant.parse(start));
  }

  public SampleRun in(ZoneId other) {
    return new SampleRun(start, other, content, complete);
  }

  public SampleRun of(byte[] other) {
    return new SampleRun(start, zone, other, complete);
  }

  /** A run in which a source was missing. */
  public SampleRun incomplete() {
    return new SampleRun(start, zone, content, false);
  }

  /** Takes the lock and does the whole run. */
  public Archive publish(Catalog catalog) throws Exception {
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(start, Packing.DEFAULT)) {
      verify(draft);
      return draft.publish();
    }
  }

  /** Goes as far as a verified draft. */
  public void verify(ArchiveDraft draft) throws Exception {
    finish(draft);
    VerificationResult result = draft.verify(ProgressListener.NONE);
    if (!(result instanceof VerificationResult.Verified)) {
      throw new AssertionError("did not verify: " + result);
    }
  }

  /** Goes as far as a finished draft. */
  public void finish(ArchiveDraft draft) throws Exception {
    List<SourceRecord> sources = new ArrayList<>();
    sources.add(append(draft));
    if (!complete) {
      sources.add(
          SourceRecord.absent(
              "gone",
              new SourceRecord.Origin.Directory("/gone"),
              SourceRecord.Outcome.MISSING,
              "it does not exist"));
    }
    draft.finish(
        new ArchiveInfo(
            draft.name().plan(),
            "host",
            start,
            start.plusSeconds(9),
            zone,
            "0",
            "fast",
            draft.codec(),
            sources));
  }

  /** Appends the volume. */
  public SourceRecord append(ArchiveDraft draft) throws Exception {
    AppendSummary summary =
        draft.append(
            "data",
            SourceKind.VOLUME,
            new SourceContent.TarStream(
                new ByteArrayInputStream(tar(content)), Selection.EVERYTHING),
            ProgressListener.NONE);
    return new SourceRecord(
        "data",
        new SourceRecord.Origin.Volume("local", Map.of(), Map.of(), "helper"),
        SourceRecord.Outcome.SAVED,
        "",
        summary.entries(),
        summary.bytes(),
        0,
        List.of(),
        Optional.of(summary.manifestSha256()));
  }

  private static byte[] tar(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.putArchiveEntry(new TarArchiveEntry("./"));
      tar.closeArchiveEntry();
      TarArchiveEntry file = new TarArchiveEntry("./file");
      file.setSize(content.length);
      tar.putArchiveEntry(file);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }
}
