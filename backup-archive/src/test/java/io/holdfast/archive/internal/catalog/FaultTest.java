package io.holdfast.archive.internal.catalog;

import static io.holdfast.archive.internal.catalog.SampleRun.PLAN;
import static io.holdfast.archive.internal.catalog.SampleRun.START;
import static io.holdfast.archive.internal.catalog.SampleRun.ZONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.core.BackupException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Catalog;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets every single file operation fail in turn. */
@SuppressWarnings("try") // a lock is held, not used
final class FaultTest {
  private static final String LOCK = ".holdfast-shop.lock";
  private static final String ARCHIVE = "shop_backup_20251024_102503.tar.gz";

  private final Fault fault = new Fault();

  @TempDir Path temporary;

  @Test
  void publishesAllOrNothingWhateverFails() throws Exception {
    // what this test is about, so that it cannot pass by testing nothing
    Set<String> expected =
        Set.of(
            "lock /.holdfast-shop.lock",
            "write /A.partial",
            "force /A.partial",
            "close /A.partial",
            "read /A.partial",
            "write /A.sha256.partial",
            "force /A.sha256.partial",
            "link /A",
            "delete /A.partial",
            "force ",
            "move /A.sha256.partial");
    Set<String> failed = new LinkedHashSet<>();
    // Threads that write and read ahead make one operation more or less from run to run, so that
    // one
    // series may step over another operation.
    for (int series = 0; series < 5 && !failed.containsAll(expected); series++) {
      failOneAfterTheOther("series" + series, failed);
    }
    assertThat(failed).containsAll(expected);
  }

  /** Runs again and again, and has the first operation fail, then the second, to the last. */
  private void failOneAfterTheOther(String series, Set<String> failed) throws Exception {
    for (int operation = 0; ; operation++) {
      Path destination = Files.createDirectory(temporary.resolve(series + "-" + operation));
      Archive old = SampleRun.at(START.minusSeconds(60)).publish(plain(destination));

      fault.arm(operation);
      List<Archive> published = new ArrayList<>();
      Throwable thrown = null;
      try {
        published.add(SampleRun.at(START).publish(faulty(destination)));
      } catch (BackupException | AssertionError e) {
        thrown = e;
      }
      fault.disarm();

      if (fault.hit().isEmpty()) {
        assertThat(published).hasSize(1);
        return;
      }
      String hit = fault.hit().get().replace(destination.toString(), "");
      failed.add(hit.replaceAll("shop_[^ ]*gz", "A").replaceAll("partial-.*", "partial"));
      assertWhole(plain(destination), old, thrown, "when '" + hit + "' failed");
    }
  }

  private static void assertWhole(Catalog catalog, Archive old, Throwable thrown, String when)
      throws Exception {
    List<Archive> listed = catalog.list();
    assertThat(listed).as(when).last().isEqualTo(old);
    assertThat(listed).as(when).allMatch(a -> a.state() == Archive.State.COMPLETE);
    Path destination = catalog.destination();
    try (Catalog.Lock lock = catalog.lock()) {
      catalog.recover();
    }
    List<String> expected = new ArrayList<>(List.of(".holdfast-shop.lock"));
    for (Archive archive : listed) {
      expected.add(archive.name().toString());
      if (Files.exists(destination.resolve(Sidecar.nameOf(archive.name())))) {
        expected.add(Sidecar.nameOf(archive.name()));
      }
    }
    assertThat(names(destination)).as(when).containsExactlyInAnyOrderElementsOf(expected);
    if (thrown != null) {
      assertThat(listed).as(when + ", and said so: " + thrown).containsExactly(old);
    }
    assertThat(SampleRun.at(START.plusSeconds(60)).publish(catalog).state())
        .as(when)
        .isEqualTo(Archive.State.COMPLETE);
  }

  /** After a failed fsync the kernel forgets what it could not write: the next one succeeds. */
  @Test
  void aFailedFsyncIsNeverTriedAgain() throws Exception {
    for (int nth = 0; ; nth++) {
      Path destination = Files.createDirectory(temporary.resolve("s" + nth));
      fault.arm("force ", nth);
      Throwable thrown = null;
      try {
        SampleRun.at(START).publish(faulty(destination));
      } catch (DestinationException e) {
        thrown = e;
      }
      Optional<String> hit = fault.hit();
      List<String> log = fault.log();
      fault.disarm();
      if (hit.isEmpty()) {
        assertThat(nth).as("fsyncs: archive, sidecar, name, sidecar's name").isEqualTo(4);
        return;
      }
      assertThat(log.stream().filter(o -> o.startsWith("force "))).hasSize(nth + 1);
      if (nth < 3) {
        assertThat(thrown).hasMessageEndingWith("Input/output error");
        assertThat(names(destination)).containsExactly(LOCK);
      } else {
        // the archive is published and durable by then
        assertThat(thrown).isNull();
      }
    }
  }

  @Test
  void nothingGetsItsNameBeforeItIsOnTheDisk() throws Exception {
    fault.arm(Integer.MAX_VALUE);

    SampleRun.at(START).publish(faulty(temporary));

    List<String> log = fault.log();
    String archive = temporary.resolve(ARCHIVE).toString();
    String partial = archive + ".partial-" + Owner.current();
    String sidecar = archive + ".sha256.partial-" + Owner.current();
    assertThat(log)
        .containsSubsequence(
            "write " + partial,
            "force " + partial,
            "read " + partial,
            "write " + sidecar,
            "force " + sidecar,
            "link " + archive,
            "force " + temporary,
            "move " + sidecar,
            "force " + temporary);
    assertThat(log.lastIndexOf("write " + partial)).isLessThan(log.indexOf("force " + partial));
    assertThat(log.lastIndexOf("write " + sidecar)).isLessThan(log.indexOf("force " + sidecar));
  }

  @Test
  void publishesNothingWhereverTheDiskGetsFull() throws Exception {
    fault.limitSpace(Long.MAX_VALUE);
    SampleRun.at(START).publish(faulty(Files.createDirectory(temporary.resolve("whole"))));
    long all = Long.MAX_VALUE - fault.space();
    Path destination = Files.createDirectory(temporary.resolve("full"));
    Archive old = SampleRun.at(START.minusSeconds(60)).publish(plain(destination));
    List<String> before = names(destination);

    // in large steps, then byte by byte: through the end of the archive and its sidecar
    // to the last but some, since not every archive of the same content has the same size
    for (long space = 0; space < all - 64; space += space < all - 250 ? 41 : 1) {
      fault.limitSpace(space);
      assertThatExceptionOfType(DestinationException.class)
          .as("after %d of %d bytes", space, all)
          .isThrownBy(() -> SampleRun.at(START).publish(faulty(destination)))
          .withMessageStartingWith("no space left in ");
      fault.disarm();
      assertThat(names(destination)).as("after %d of %d bytes", space, all).isEqualTo(before);
    }
    assertThat(plain(destination).list()).containsExactly(old);
    fault.limitSpace(all + 64);
    SampleRun.at(START).publish(faulty(destination));
    assertThat(plain(destination).list()).hasSize(2);
  }

  @Test
  void neverTakesAFailureForAnEmptyCatalog() throws Exception {
    Archive archive = SampleRun.at(START).publish(plain(temporary));
    for (int operation = 0; ; operation++) {
      fault.arm(operation);
      List<Archive> listed = List.of();
      boolean failed = false;
      try {
        listed = faulty(temporary).list();
      } catch (DestinationException e) {
        failed = true;
      }
      fault.disarm();
      if (fault.hit().isEmpty()) {
        break;
      }
      assertThat(failed || listed.size() == 1).as("when '%s' failed", fault.hit()).isTrue();
    }
    assertThat(plain(temporary).list()).containsExactly(archive);
  }

  @Test
  void neverRemovesAnythingThatIsNotALeftover() throws Exception {
    Archive archive = SampleRun.at(START).publish(plain(temporary));
    List<String> before = names(temporary);
    for (int operation = 0; ; operation++) {
      fault.arm(operation);
      Catalog catalog = faulty(temporary);
      try (Catalog.Lock lock = catalog.lock()) {
        catalog.recover();
      } catch (DestinationException e) {
        assertThat(e).hasMessageContaining("Input/output error");
      }
      fault.disarm();
      assertThat(names(temporary)).as("when '%s' failed", fault.hit()).isEqualTo(before);
      if (fault.hit().isEmpty()) {
        break;
      }
    }
    assertThat(plain(temporary).list()).containsExactly(archive);
  }

  @Test
  void goesOnWhereALeftoverCannotBeRemoved() throws Exception {
    String partial = "shop_backup_20251024_102503.tar.gz.partial-" + Owner.current();
    String other = "shop_backup_20251024_102504.tar.gz.partial-" + Owner.current();
    Files.writeString(temporary.resolve(partial), "x");
    Files.writeString(temporary.resolve(other), "x");
    Catalog catalog = faulty(temporary);
    try (Catalog.Lock lock = catalog.lock()) {
      fault.arm("delete", 0);
      assertThat(catalog.recover()).hasSize(1);
      assertThat(fault.hit()).isPresent();
      assertThat(catalog.recover()).hasSize(1);
    }
    assertThat(names(temporary)).containsExactly(".holdfast-shop.lock");
  }

  private Catalog plain(Path destination) {
    return DirectoryCatalog.at(destination, PLAN, ZONE, Clock.fixed(START, ZoneOffset.UTC));
  }

  private Catalog faulty(Path destination) {
    return plain(new FaultyFileSystem(FileSystems.getDefault(), fault).wrap(destination));
  }

  private static List<String> names(Path destination) throws IOException {
    try (Stream<Path> files = Files.list(destination)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
