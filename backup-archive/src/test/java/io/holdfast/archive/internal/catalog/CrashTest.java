package io.holdfast.archive.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.VerificationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are killed wherever they happen to be. */
@SuppressWarnings("try") // a lock is held, not used
final class CrashTest {
  private static final int KILLS = 6;

  @TempDir Path temporary;

  @Test
  void whateverHasAnArchivesNameIsWhole() throws Exception {
    Random random = new Random(20251024);
    Catalog catalog =
        DirectoryCatalog.at(
            temporary,
            SampleRun.PLAN,
            SampleRun.ZONE,
            Clock.fixed(SampleRun.START, ZoneOffset.UTC));
    for (int kill = 0; kill < KILLS; kill++) {
      try (OtherProcess run = OtherProcess.start(OtherProcess.Task.PUBLISH_ON, temporary)) {
        run.line();
        Thread.sleep(random.nextInt(150));
        run.kill();
      }
      List<Archive> before = catalog.list();
      assertThat(before).isNotEmpty().allMatch(a -> a.state() == Archive.State.COMPLETE);
      try (Catalog.Lock lock = catalog.lock()) {
        catalog.recover();
      }
      assertThat(catalog.list()).isEqualTo(before);
      assertThat(names()).noneMatch(name -> name.contains(".partial-"));
    }
    for (Archive archive : catalog.list()) {
      try (OpenArchive open = catalog.open(archive)) {
        assertThat(open.verify(ProgressListener.NONE))
            .isInstanceOf(VerificationResult.Verified.class);
      }
      Path sidecar = temporary.resolve(Sidecar.nameOf(archive.name()));
      if (Files.exists(sidecar)) {
        assertThat(sidecar).hasContent(Sidecar.line(sha256(archive.file()), archive.name()));
      }
    }
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }
}
