package io.holdfast.testkit;

import static io.holdfast.testkit.BackupAssertions.assertThat;
import static io.holdfast.testkit.BackupAssertions.assertThatCode;
import static io.holdfast.testkit.BackupAssertions.assertThatThrownBy;
import static io.holdfast.testkit.BackupAssertions.catchThrowable;

import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.Compression;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.core.plan.VolumeSource;
import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A host is strict at its end: whatever was left behind is named, with the place it came from. */
final class HostTest {
  private static final Packing PACKING = new Packing(Compression.FAST, false);

  private interface Slip {
    void make(Host host, BackupPlan plan) throws Exception;
  }

  private static Throwable closedAfter(Slip slip) throws Exception {
    return closedAfter(Host.inMemory(), slip);
  }

  private static Throwable closedAfter(Host host, Slip slip) throws Exception {
    host.engine().addVolume("pg", FileTree.builder().file("base/1", "rows").build());
    host.engine().addContainer("db", Container.State.RUNNING, "pg");
    slip.make(host, host.plan("shop").source(VolumeSource.of("pg")).build());
    return catchThrowable(host::close);
  }

  private static void assertNames(Throwable failure, String... parts) {
    assertThat(failure).isInstanceOf(AssertionError.class).hasMessageContainingAll(parts);
    assertThat(failure.getMessage()).startsWith("left on the host: ");
  }

  /** Names this class's line, and has the stack trace of the opening. */
  private static void assertTraced(Throwable failure, String thing) {
    assertNames(failure, thing + ", opened at " + HostTest.class.getName(), "HostTest.java:");
    assertThat(failure).cause().hasMessage(thing).hasStackTraceContaining("HostTest.lambda$");
  }

  private static Volume pg(Host host) throws Exception {
    return host.engine().volume("pg").orElseThrow();
  }

  @Test
  @SuppressWarnings("try") // left open
  void anOpenReaderFailsTheTest() throws Exception {
    assertTraced(
        closedAfter(
            (host, plan) ->
                host.engine().read(pg(host), VolumeAccess.HELPER, Selection.EVERYTHING)),
        "open reader of volume pg");
  }

  @Test
  @SuppressWarnings("try")
  void aContainerThatStandsStillFailsTheTest() throws Exception {
    assertTraced(
        closedAfter(
            (host, plan) ->
                host.engine().quiesce(host.engine().users(List.of(pg(host))), QuiesceMode.STOP)),
        "container db not brought back");
  }

  @Test
  void aHelperContainerFailsTheTest() throws Exception {
    assertNames(closedAfter((host, plan) -> host.engine().addLeftover("h1")), "helper h1");
  }

  @Test
  @SuppressWarnings("try")
  void anOpenDraftAndTheLockFailTheTest() throws Exception {
    for (Function<Host, Host> kind : kinds()) {
      Throwable failure =
          closedAfter(
              kind.apply(Host.inMemory()),
              (host, plan) -> {
                host.store(plan).lock();
                host.store(plan).begin(host.clock().instant(), PACKING);
              });
      assertTraced(failure, "the lock");
      assertNames(failure, "draft shop_backup_20251024_020000.tar.gz, opened at");
      assertThat(failure.getCause().getSuppressed()).hasSize(1);
    }
  }

  @Test
  @SuppressWarnings("try")
  void anOpenArchiveFailsTheTest() throws Exception {
    for (Function<Host, Host> kind : kinds()) {
      assertTraced(
          closedAfter(
              kind.apply(Host.inMemory()),
              (host, plan) -> {
                assertThat(host.run(plan)).isComplete();
                host.store(plan).open(host.archives(plan).get(0));
              }),
          "open archive shop_backup_20251024_020000.tar.gz");
    }
  }

  /** Catalogs of its own, and ones it was given. */
  private static List<Function<Host, Host>> kinds() {
    return List.of(host -> host, host -> host.storeWith((plan, clock) -> InMemoryCatalog.of(plan)));
  }

  @Test
  void temporaryFilesFailTheTest() throws Exception {
    for (String name : List.of("shop_backup_x.tar.gz.partial-1-2", ".holdfast-7.tmp")) {
      assertNames(
          closedAfter((host, plan) -> host.write("backups", one(name))),
          "temporary file /backups/" + name);
    }
    for (String name : List.of("shop_backup_x.tar.gz", ".holdfast-shop.lock", "a.tmp")) {
      assertThat(closedAfter((host, plan) -> host.write("backups", one(name)))).isNull();
    }
  }

  private static FileTree one(String name) {
    return FileTree.builder().file(name, "x").build();
  }

  @Test
  @SuppressWarnings("try")
  void whoeverStoppedNothingHasNothingToBringBack() throws Exception {
    assertThat(closedAfter((host, plan) -> host.engine().quiesce(List.of(), QuiesceMode.STOP)))
        .isNull();
  }

  @Test
  void theArchiveThatWasLookedAtIsClosed() throws Exception {
    Host host = Host.inMemory();
    List<OpenArchive> shown = new ArrayList<>();
    assertThat(
            closedAfter(
                host,
                (h, plan) -> {
                  assertThat(h.run(plan)).isComplete();
                  shown.add(h.newest(plan));
                }))
        .isNull();
    assertThatThrownBy(() -> shown.get(0).verify(ProgressListener.NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was closed");
  }

  @Test
  void whatIsInOrderPasses() throws Exception {
    assertThat(
            closedAfter(
                (host, plan) -> {
                  assertThat(host.run(plan)).isComplete();
                  assertThat(host.newest(plan)).verifies();
                }))
        .isNull();
  }

  @Test
  void realFilesGoWithTheHostAlsoWhenItFails() throws Exception {
    Host host = Host.withRealFiles();
    Path root = host.path("");
    assertNames(closedAfter(host, (h, plan) -> h.write("b", one("a.partial-1"))), "temporary file");
    assertThat(Files.exists(root)).isFalse();
    assertThatCode(Host.withRealFiles()::close).doesNotThrowAnyException();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @SuppressWarnings("StreamResourceLeak")
  void realFilesThatAreOpenAreFound() throws Exception {
    List<Closeable> open = new ArrayList<>();
    assertNames(
        closedAfter(
            Host.withRealFiles(),
            (host, plan) -> {
              Files.newInputStream(host.write("b", one("read")).path("b/read")).close();
              open.add(Files.newInputStream(host.write("b", one("leaked")).path("b/leaked")));
            }),
        "open file");
    assertNames(
        closedAfter(
            Host.withRealFiles(),
            (host, plan) -> open.add(Files.newDirectoryStream(host.path("backups")))),
        "open file");
    for (Closeable each : open) {
      each.close();
    }
  }
}
