package io.holdfast.archive.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.read.ArchiveReader;
import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.PlanName;
import io.holdfast.core.plan.Selection;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveWriterTest {
  private static final Instant START = Instant.parse("2025-10-24T10:25:03Z");

  @TempDir Path temp;

  @Test
  void aVolumesTarComesBackByteForByteAndStockToolsReadTheArchive() throws Exception {
    Path tree = temp.resolve("tree");
    Files.createDirectories(tree.resolve("base/1"));
    byte[] random = new byte[5_000_001];
    new Random(1).nextBytes(random);
    Files.write(tree.resolve("base/1/random"), random);
    Files.write(tree.resolve("base/1/zeros"), new byte[3_000_000]);
    for (int i = 0; i < 2000; i++) {
      Files.writeString(tree.resolve("base/file-" + i), "content " + i);
    }
    Path archive = temp.resolve("p_backup_20251024_102503.tar.gz");
    Process tar =
        new ProcessBuilder("tar", "-cf", "-", "-C", tree.toString(), ".")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (FileChannel out =
            FileChannel.open(
                archive,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ);
        InputStream in = tar.getInputStream();
        ArchiveWriter writer = new ArchiveWriter(out, START)) {
      AppendSummary summary =
          writer.append(
              "vol",
              SourceKind.VOLUME,
              new SourceContent.TarStream(in, Selection.EVERYTHING),
              ProgressListener.NONE);
      assertThat(summary.entries()).isEqualTo(2005);
      writer.finish(info(summary));
    }
    try (OpenArchive open = ArchiveReader.open(archive)) {
      assertThat(open.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Verified.class);
      ByteArrayOutputStream back = new ByteArrayOutputStream();
      open.writeTar(open.sources().get(0), EntryFilter.ALL, back);
      Path tarFile = Files.write(temp.resolve("back.tar"), back.toByteArray());
      run("tar", "-df", tarFile.toString(), "-C", tree.toString());
      List<String> names = new ArrayList<>();
      open.entries(EntryFilter.ALL, (source, entry) -> names.add(entry.path().toString()));
      assertThat(names).hasSize(2005).contains("base/1/random");
    }
    run("gzip", "-t", archive.toString());
    run("tar", "-tzf", archive.toString());
  }

  private static ArchiveInfo info(AppendSummary summary) {
    return new ArchiveInfo(
        new PlanName("p"),
        "host",
        START,
        START,
        ZoneOffset.UTC,
        "test",
        List.of(
            new SourceRecord(
                "vol",
                new SourceRecord.Origin.Volume("local", Map.of(), Map.of(), "helper"),
                SourceRecord.Outcome.SAVED,
                "",
                summary.entries(),
                summary.bytes(),
                0,
                List.of(),
                Optional.of(summary.manifestSha256()))));
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
  }
}
