package io.holdfast.archive.catalog;

import static io.holdfast.archive.catalog.SampleRun.PLAN;
import static io.holdfast.archive.catalog.SampleRun.START;
import static io.holdfast.archive.catalog.SampleRun.ZONE;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets every single file operation fail in turn. */
@SuppressWarnings("try") // a lock is held, not used
final class FaultTest {
  private final Fault fault = new Fault();

  @TempDir Path temporary;

  @Test
  void publishesAllOrNothingWhateverFails() throws Exception {
    Set<String> failed = new LinkedHashSet<>();
    for (int operation = 0; ; operation++) {
      Path destination = Files.createDirectory(temporary.resolve("p" + operation));
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
        break;
      }
      String hit = fault.hit().get().replace(destination.toString(), "");
      failed.add(hit.replaceAll("shop_[^ ]*gz", "A").replaceAll("partial-.*", "partial"));
      assertWhole(plain(destination), old, thrown, "when '" + hit + "' failed");
    }
    // what this test is about, so that it cannot pass by testing nothing
    assertThat(failed)
        .contains(
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
