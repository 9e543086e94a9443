package com.example.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.archive.ArchiveFile;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.run.BackupResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the whole program on real files; without volumes no engine is needed. */
final class NightlyMainTest {

  @Test
  void savesDirectories(@TempDir Path temp) throws Exception {
    Path logs = Files.createDirectories(temp.resolve("logs"));
    Files.writeString(logs.resolve("app.log"), "started\n");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    BackupResult result =
        NightlyMain.run(
            new PrintStream(printed, true, UTF_8),
            temp.resolve("backups").toString(),
            logs.toString());

    Archive archive = assertInstanceOf(BackupResult.Published.class, result).archive();
    assertEquals(Archive.State.COMPLETE, archive.state());
    try (OpenArchive open = ArchiveFile.open(archive.file())) {
      VerificationResult.Verified whole =
          assertInstanceOf(
              VerificationResult.Verified.class, open.verify(ProgressListener.NONE));
      assertEquals(2, whole.entries());
      assertEquals(8, whole.bytes());
    }
    assertTrue(printed.toString(UTF_8).contains("source logs (directory): 8 B"), printed::toString);
  }

  @Test
  void needsNoMicrometer() {
    assertThrows(
        ClassNotFoundException.class,
        () -> Class.forName("io.micrometer.core.instrument.MeterRegistry"));
  }
}
