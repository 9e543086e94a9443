package io.holdfast.archive.internal.catalog;

import static io.holdfast.archive.internal.catalog.SampleRun.PLAN;
import static io.holdfast.archive.internal.catalog.SampleRun.START;
import static io.holdfast.archive.internal.catalog.SampleRun.ZONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.VerificationResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Power cuts after every single operation of runs, with all that they may leave on a disk. */
@SuppressWarnings("try") // a lock is held, not used
final class PowerCutTest {
  private final Fault fault = new Fault();
  private final Set<Map<String, ByteBuffer>> seen = new HashSet<>();
  private final Set<String> cutAfter = new TreeSet<>();

  /** Archives that a run was told are safe, and that nobody removed since. */
  private final Set<String> told = new TreeSet<>();

  @TempDir Path temporary;

  @Test
  void whateverAPowerCutLeavesUnderAFinalNameIsWhole() throws Exception {
    Path destination = temporary.resolve("backups");
    try (UnsyncedDisk disk = new UnsyncedDisk(destination, this::assertAllWhole)) {
      fault.watch(disk);
      Catalog catalog = faulty(destination);
      Archive first = publish(catalog, 0, disk);
      publish(catalog, 60, disk);
      publish(catalog, 120, disk);
      try (Catalog.Lock lock = catalog.lock()) {
        told.remove(first.name().toString());
        catalog.delete(first);
      }
    }
    // what this test is about, so that it cannot pass by testing nothing
    assertThat(cutAfter).contains("delete", "force", "link", "mkdir", "move", "open", "write");
    assertThat(seen).hasSizeGreaterThan(60);
  }

  private Archive publish(Catalog catalog, int seconds, UnsyncedDisk disk) throws Exception {
    Archive archive = SampleRun.at(START.plusSeconds(seconds)).publish(catalog);
    told.add(archive.name().toString());
    assertAllWhole("telling success", disk.left());
    return archive;
  }

  private void assertAllWhole(String operation, Set<Map<String, ByteBuffer>> left)
      throws IOException {
    cutAfter.add(operation.split(" ", 2)[0]);
    for (Map<String, ByteBuffer> files : left) {
      String when = "after " + operation + ", with " + files.keySet();
      assertThat(files.keySet()).as(when).containsAll(told);
      if (seen.add(files)) {
        assertWhole(when, files);
      }
    }
  }

  private void assertWhole(String when, Map<String, ByteBuffer> files) throws IOException {
    Path disk = Files.createDirectory(temporary.resolve("cut" + seen.size()));
    for (Map.Entry<String, ByteBuffer> file : files.entrySet()) {
      try (FileChannel out =
          FileChannel.open(
              disk.resolve(file.getKey()),
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE)) {
        out.write(file.getValue().duplicate());
      }
    }
    Catalog catalog = plain(disk);
    try {
      Set<String> archives = new TreeSet<>();
      for (Archive archive : catalog.list()) {
        archives.add(archive.name().toString());
        assertThat(archive.state()).as(when).isEqualTo(Archive.State.COMPLETE);
        try (OpenArchive open = catalog.open(archive)) {
          assertThat(open.verify(ProgressListener.NONE))
              .as(when)
              .isInstanceOf(VerificationResult.Verified.class);
        }
        Path sidecar = disk.resolve(Sidecar.nameOf(archive.name()));
        if (Files.exists(sidecar)) {
          assertThat(sidecar)
              .as(when)
              .hasContent(Sidecar.line(sha256(archive.file()), archive.name()));
        }
      }
      assertThat(archives)
          .as(when)
          .containsExactlyInAnyOrderElementsOf(
              files.keySet().stream().filter(name -> name.endsWith(".tar.gz")).toList());
      try (Catalog.Lock lock = catalog.lock()) {
        catalog.recover();
      }
      assertThat(catalog.list()).as(when).hasSameSizeAs(archives);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(when, e);
    }
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  private Catalog plain(Path destination) {
    return DirectoryCatalog.at(destination, PLAN, ZONE, Clock.fixed(START, ZoneOffset.UTC));
  }

  private Catalog faulty(Path destination) {
    return plain(new FaultyFileSystem(FileSystems.getDefault(), fault).wrap(destination));
  }
}
