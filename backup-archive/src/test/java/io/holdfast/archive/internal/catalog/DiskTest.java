package io.holdfast.archive.internal.catalog;

import static io.holdfast.archive.internal.catalog.SampleRun.PLAN;
import static io.holdfast.archive.internal.catalog.SampleRun.START;
import static io.holdfast.archive.internal.catalog.SampleRun.ZONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.Packing;
import io.holdfast.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, read-only, or not the one they were. */
@SuppressWarnings("try") // a lock is held, not used
final class DiskTest {
  private static final String LOCK = ".holdfast-shop.lock";
  private static final String NAME = "shop_backup_20251024_102503.tar.gz";

  @TempDir Path temporary;
  private Path destination;

  @BeforeEach
  void makeMountPoint() throws IOException {
    destination = Files.createDirectory(temporary.resolve("backups"));
  }

  @Test
  void saysWhereNoSpaceIsLeftAndKeepsOldArchives() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(destination, "2m")) {
      Archive old = SampleRun.at(START.minusSeconds(86400)).publish(catalog());
      try (Catalog.Lock lock = catalog().lock();
          ArchiveDraft draft = catalog().begin(START, Packing.DEFAULT)) {
        assertThatExceptionOfType(DestinationException.class)
            .isThrownBy(() -> SampleRun.at(START).of(noise(8_000_000)).verify(draft))
            .withMessageStartingWith("no space left in " + destination + ": ")
            .withMessageContaining(" free, could not write " + destination.resolve(NAME));
      }
      assertThat(names()).containsExactly(LOCK, old.name().toString(), old.name() + ".sha256");
      assertThat(catalog().list()).containsExactly(old);
    }
  }

  @Test
  void publishesNothingWhereTheSidecarDoesNotFit() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(destination, "1m")) {
      try (Catalog.Lock lock = catalog().lock();
          ArchiveDraft draft = catalog().begin(START, Packing.DEFAULT)) {
        SampleRun.at(START).verify(draft);
        disk.fill(destination.resolve("filler"), 0);
        assertThatExceptionOfType(DestinationException.class)
            .isThrownBy(draft::publish)
            .withMessageStartingWith("no space left in " + destination + ": ");
      }
      assertThat(names()).containsExactly(LOCK, "filler");
    }
  }

  @Test
  void saysThatADiskIsReadOnlyAndStillListsIt() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(destination, "1m")) {
      Archive archive = SampleRun.at(START).publish(catalog());
      disk.makeReadOnly();
      assertThatExceptionOfType(DestinationException.class)
          .isThrownBy(() -> catalog().lock())
          .withMessage("cannot lock " + destination.resolve(LOCK) + ": Read-only file system");
      assertThat(catalog().list()).containsExactly(archive);
    }
  }

  @Test
  void publishesNothingBelowADiskThatWentAway() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(destination, "1m");
        Catalog.Lock lock = catalog().lock();
        ArchiveDraft draft = catalog().begin(START, Packing.DEFAULT)) {
      SampleRun.at(START).verify(draft);
      disk.close();
      assertThatExceptionOfType(DestinationException.class)
          .isThrownBy(draft::publish)
          .withMessageContaining("was a disk mounted or unmounted?");
      assertThatExceptionOfType(DestinationException.class)
          .isThrownBy(() -> catalog().recover())
          .withMessageContaining("was a disk mounted or unmounted?");
      assertThat(names()).isEmpty();
    }
  }

  private Catalog catalog() {
    return DirectoryCatalog.at(destination, PLAN, ZONE, Clock.fixed(START, ZoneOffset.UTC));
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(destination)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
