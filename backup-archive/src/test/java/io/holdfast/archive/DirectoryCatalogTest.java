package io.holdfast.archive;

import static io.holdfast.archive.internal.catalog.SampleRun.PLAN;
import static io.holdfast.archive.internal.catalog.SampleRun.START;
import static io.holdfast.archive.internal.catalog.SampleRun.ZONE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import io.holdfast.archive.internal.catalog.OtherProcess;
import io.holdfast.archive.internal.catalog.SampleRun;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.PlanName;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // a lock is held, not used
final class DirectoryCatalogTest {
  private static final String NAME = "shop_backup_20251024_102503.tar.gz";
  private static final String SECOND = "shop_backup_20251024_102503_2.tar.gz";
  private static final String LOCK = ".holdfast-shop.lock";

  @TempDir Path temporary;

  @Test
  void publishesAnArchiveAndItsSidecar() throws Exception {
    Path destination = temporary.resolve("backups");

    Archive archive = SampleRun.at(START).publish(catalog(destination));

    assertThat(archive.file()).isEqualTo(destination.resolve(NAME));
    assertThat(archive.state()).isEqualTo(Archive.State.COMPLETE);
    assertThat(archive.size()).isEqualTo(Files.size(archive.file()));
    assertThat(names(destination)).containsExactly(LOCK, NAME, NAME + ".sha256");
    assertThat(run(destination, "sha256sum", "-c", NAME + ".sha256")).isEqualTo(NAME + ": OK");
    try (OpenArchive open = catalog(destination).open(archive)) {
      assertThat(open.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Verified.class);
    }
    assertThat(catalog(destination).list()).containsExactly(archive);
  }

  @ParameterizedTest
  @ValueSource(strings = {"000", "022", "077", "0377"})
  void keepsEveryFileToItsOwnerWhateverTheUmask(String umask) throws Exception {
    Path destination = temporary.resolve("backups");

    try (OtherProcess run =
        OtherProcess.start(umask, OtherProcess.Task.PUBLISH, destination, PLAN)) {
      assertThat(run.line()).isEqualTo(NAME);
      assertThat(run.join()).isZero();
    }

    assertThat(mode(destination)).isEqualTo("rwx------");
    for (String name : List.of(LOCK, NAME, NAME + ".sha256")) {
      assertThat(mode(destination.resolve(name))).as(name).isEqualTo("rw-------");
    }
  }

  @Test
  void keepsThePartialFileToItsOwner() throws Exception {
    Catalog catalog = catalog(temporary);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      assertThat(names(temporary)).hasSize(2).last().asString().startsWith(NAME + ".partial-");
      assertThat(mode(temporary.resolve(names(temporary).get(1)))).isEqualTo("rw-------");
      assertThat(draft.name()).hasToString(NAME);
    }
  }

  @Test
  void leavesNothingOfADraftThatIsNotPublished() throws Exception {
    Catalog catalog = catalog(temporary);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      SampleRun.at(START).verify(draft);
    }
    assertThat(names(temporary)).containsExactly(LOCK);
  }

  @Test
  void publishesNothingUnverified() throws Exception {
    Catalog catalog = catalog(temporary);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      assertThatIllegalStateException().isThrownBy(draft::publish);
      assertThatIllegalStateException().isThrownBy(() -> draft.verify(ProgressListener.NONE));
      SampleRun.at(START).finish(draft);
      assertThatIllegalStateException().isThrownBy(draft::publish);
      assertThatIllegalStateException().isThrownBy(() -> SampleRun.at(START).append(draft));
    }
    assertThat(names(temporary)).containsExactly(LOCK);
  }

  @Test
  void publishesNothingThatTheDiskDamaged() throws Exception {
    Catalog catalog = catalog(temporary);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      SampleRun.at(START).finish(draft);
      Path partial = temporary.resolve(names(temporary).get(1));
      byte[] bytes = Files.readAllBytes(partial);
      bytes[bytes.length / 3] ^= 1;
      Files.write(partial, bytes);

      assertThat(draft.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Damaged.class);
      assertThatIllegalStateException().isThrownBy(draft::publish);
    }
    assertThat(names(temporary)).containsExactly(LOCK);
  }

  @Test
  void publishesNothingThatChangedSinceItWasVerified() throws Exception {
    Catalog catalog = catalog(temporary);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      SampleRun.at(START).verify(draft);
      Files.writeString(temporary.resolve(names(temporary).get(1)), "something else");

      assertThatExceptionOfType(DestinationException.class)
          .isThrownBy(draft::publish)
          .withMessageContaining("was changed by another program");
    }
    assertThat(names(temporary)).containsExactly(LOCK);
  }

  @Test
  void takesTheNextNameInTheSameSecond() throws Exception {
    Catalog catalog = catalog(temporary);

    assertThat(SampleRun.at(START).publish(catalog).name()).hasToString(NAME);
    assertThat(SampleRun.at(START.plusMillis(200)).publish(catalog).name()).hasToString(SECOND);

    assertThat(catalog.list())
        .extracting(a -> a.name().toString(), Archive::state)
        .containsExactly(
            tuple(SECOND, Archive.State.COMPLETE), tuple(NAME, Archive.State.COMPLETE));
  }

  @Test
  void tellsTheTwoHoursOfAnAutumnNightApart() throws Exception {
    Catalog catalog = catalog(temporary);

    Archive summer = SampleRun.at("2025-10-26T00:30:00Z").publish(catalog);
    Archive winter = SampleRun.at("2025-10-26T01:30:00Z").publish(catalog);

    assertThat(summer.name()).hasToString("shop_backup_20251026_023000.tar.gz");
    assertThat(winter.name()).hasToString("shop_backup_20251026_023000_2.tar.gz");
    assertThat(catalog.list()).containsExactly(winter, summer);
    assertThat(StockTools.run("tar", "-xzOf", winter.file().toString(), ".holdfast/RESTORE.txt"))
        .as("instructions for the other archive would restore the wrong data")
        .contains("tar -xzf " + winter.name() + " data.tar")
        .doesNotContain(summer.name().toString());
  }

  @Test
  void neverOverwritesAFileThatTookTheNameMeanwhile() throws Exception {
    neverOverwrites(temporary);
  }

  @Test
  void neverOverwritesWhereTheFileSystemHasNoLinks() throws Exception {
    try (FileSystem noLinks =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("posix", "owner", "unix")
                .setSupportedFeatures(Feature.FILE_CHANNEL)
                .build())) {
      Path destination = noLinks.getPath("/backups");
      Files.createDirectory(destination);
      neverOverwrites(destination);
    }
  }

  private static void neverOverwrites(Path destination) throws Exception {
    Catalog catalog = catalog(destination);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      SampleRun.at(START).verify(draft);
      Files.writeString(destination.resolve(NAME), "notes");

      Archive archive = draft.publish();

      assertThat(archive.name()).hasToString(SECOND);
    }
    assertThat(destination.resolve(NAME)).hasContent("notes");
    assertThat(names(destination)).containsExactly(LOCK, NAME, SECOND, SECOND + ".sha256");
    assertThat(Files.readString(destination.resolve(SECOND + ".sha256"))).endsWith(SECOND + "\n");
  }

  @Test
  void takesNoNameThatALinkOrAFolderHas() throws Exception {
    Files.createSymbolicLink(temporary.resolve(NAME), temporary.resolve("nowhere"));
    Files.createDirectory(temporary.resolve(SECOND));

    Archive archive = SampleRun.at(START).publish(catalog(temporary));

    assertThat(archive.name()).hasToString("shop_backup_20251024_102503_3.tar.gz");
    assertThat(temporary.resolve("nowhere")).doesNotExist();
  }

  @Test
  void publishesWholeAlthoughInterrupted() throws Exception {
    Catalog catalog = catalog(temporary);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      SampleRun.at(START).verify(draft);
      Thread.currentThread().interrupt();
      draft.publish();
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      assertThat(catalog.list()).extracting(Archive::state).containsExactly(Archive.State.COMPLETE);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(names(temporary)).containsExactly(LOCK, NAME, NAME + ".sha256");
  }

  @Test
  void leavesNothingWhenInterruptedWhileWriting() throws Exception {
    Catalog catalog = catalog(temporary);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> SampleRun.at(START).finish(draft));
    } finally {
      Thread.interrupted();
    }
    assertThat(names(temporary)).containsExactly(LOCK);
  }

  @Test
  void publishesNothingWhenInterruptedWhileVerifying() throws Exception {
    Catalog catalog = catalog(temporary);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      SampleRun.at(START).finish(draft);
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> draft.verify(ProgressListener.NONE));
      assertThat(Thread.interrupted()).isFalse();
      assertThatIllegalStateException().isThrownBy(draft::publish);
      assertThat(draft.verify(ProgressListener.NONE))
          .isInstanceOf(VerificationResult.Verified.class);
    } finally {
      Thread.interrupted();
    }
    assertThat(names(temporary)).containsExactly(LOCK);
  }

  @Test
  void publishesNothingIntoAnotherDirectoryThatTookThePlace() throws Exception {
    Path destination = temporary.resolve("backups");
    Catalog catalog = catalog(destination);
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft = catalog.begin(START, Packing.DEFAULT)) {
      SampleRun.at(START).verify(draft);
      Files.move(destination, temporary.resolve("away"));
      Files.createDirectory(destination);

      assertThatExceptionOfType(DestinationException.class)
          .isThrownBy(draft::publish)
          .withMessageContaining("is not the directory that this run began in");
      assertThatExceptionOfType(DestinationException.class)
          .isThrownBy(() -> catalog.begin(START, Packing.DEFAULT))
          .withMessageContaining("is not the directory that this run began in");
      assertThatExceptionOfType(DestinationException.class).isThrownBy(catalog::recover);
    }
    assertThat(names(destination)).isEmpty();
  }

  @Test
  void changesNothingWithoutTheLock() throws Exception {
    Catalog catalog = catalog(temporary);
    Archive archive = SampleRun.at(START).publish(catalog);

    assertThatIllegalStateException().isThrownBy(() -> catalog.begin(START, Packing.DEFAULT));
    assertThatIllegalStateException().isThrownBy(catalog::recover);
    assertThatIllegalStateException().isThrownBy(() -> catalog.delete(archive));
    assertThat(archive.file()).exists();
  }

  @Test
  void makesTheDestinationButNotItsParent() throws Exception {
    Path unmounted = temporary.resolve("disk/backups");

    assertThatExceptionOfType(DestinationException.class)
        .isThrownBy(() -> catalog(unmounted).lock())
        .withMessageContaining(temporary.resolve("disk") + " does not exist; is its disk mounted?");
    assertThat(temporary.resolve("disk")).doesNotExist();
  }

  @Test
  void refusesADestinationThatIsNoDirectory() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    Path nowhere =
        Files.createSymbolicLink(temporary.resolve("link"), temporary.resolve("missing"));

    assertThatExceptionOfType(DestinationException.class)
        .isThrownBy(() -> catalog(file).lock())
        .withMessage("destination " + file + " is not a directory");
    assertThatExceptionOfType(DestinationException.class)
        .isThrownBy(() -> catalog(nowhere).lock())
        .withMessage("destination " + nowhere + " is a symbolic link that leads to no directory");
    assertThat(temporary.resolve("missing")).doesNotExist();
  }

  @Test
  void takesAMissingDestinationForAnErrorNotForAnEmptyCatalog() {
    Path missing = temporary.resolve("missing");
    assertThatExceptionOfType(DestinationException.class)
        .isThrownBy(() -> catalog(missing).list())
        .withMessageContaining(missing + " does not exist");
    assertThat(missing).doesNotExist();
  }

  @Test
  void refusesADestinationItCannotWrite() throws Exception {
    Path destination = Files.createDirectory(temporary.resolve("backups"));
    Files.setPosixFilePermissions(destination, PosixFilePermissions.fromString("r-xr-xr-x"));
    try (OtherProcess run =
        OtherProcess.startWithoutPrivilege(OtherProcess.Task.TRY_LOCK, destination)) {
      assertThat(run.line())
          .isEqualTo(
              "cannot lock "
                  + destination.resolve(LOCK)
                  + ": permission denied; run as the user who owns "
                  + destination
                  + " and its files");
    }
    assertThat(destination).isEmptyDirectory();
  }

  @Test
  void tellsTheFreeSpaceAlsoBeforeTheFirstRun() throws Exception {
    long there = catalog(temporary).freeSpace();
    assertThat(there).isPositive();
    assertThat(catalog(temporary.resolve("missing")).freeSpace()).isPositive();
    assertThatExceptionOfType(DestinationException.class)
        .isThrownBy(() -> catalog(temporary.resolve("no/disk")).freeSpace());
  }

  @Test
  void deletesAnArchiveWithItsSidecar() throws Exception {
    Catalog catalog = catalog(temporary);
    Archive old = SampleRun.at(START).publish(catalog);
    Archive young = SampleRun.at(START.plusSeconds(60)).publish(catalog);

    try (Catalog.Lock lock = catalog.lock()) {
      catalog.delete(old);
      assertThatExceptionOfType(DestinationException.class)
          .isThrownBy(() -> catalog.delete(old))
          .withMessage("cannot delete " + old.file() + ": no such file or directory");
    }

    assertThat(catalog.list()).containsExactly(young);
    assertThat(names(temporary))
        .containsExactly(LOCK, young.name().toString(), young.name() + ".sha256");
  }

  @Test
  void deletesNoArchiveThatWasPinnedMeanwhile() throws Exception {
    Catalog catalog = catalog(temporary);
    Archive archive = SampleRun.at(START).publish(catalog);
    Files.createFile(temporary.resolve(NAME + ".keep"));

    try (Catalog.Lock lock = catalog.lock()) {
      assertThatExceptionOfType(DestinationException.class)
          .isThrownBy(() -> catalog.delete(archive))
          .withMessage(
              archive.file() + " was pinned after it was listed, by " + NAME + ".keep; it stays");
    }

    assertThat(catalog.list()).containsExactly(archive.pinned(""));
  }

  @Test
  void deletesNoSidecarThatAPersonWrote() throws Exception {
    Catalog catalog = catalog(temporary);
    Archive archive = SampleRun.at(START).publish(catalog);
    Files.writeString(temporary.resolve(NAME + ".sha256"), "my notes");

    try (Catalog.Lock lock = catalog.lock()) {
      catalog.delete(archive);
      assertThat(catalog.recover()).isEmpty();
    }

    assertThat(names(temporary)).containsExactly(LOCK, NAME + ".sha256");
  }

  @Test
  void deletesNothingOfAnotherCatalog() throws Exception {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Archive foreign = SampleRun.at(START).publish(catalog(elsewhere));
    Archive other =
        SampleRun.at(START)
            .publish(DirectoryCatalog.at(temporary, new PlanName("shop_2"), ZONE, clock()));
    Catalog catalog = catalog(temporary);

    try (Catalog.Lock lock = catalog.lock()) {
      assertThatIllegalArgumentException().isThrownBy(() -> catalog.delete(foreign));
      assertThatIllegalArgumentException().isThrownBy(() -> catalog.delete(other));
    }

    assertThat(foreign.file()).exists();
    assertThat(other.file()).exists();
  }

  @Test
  void deletesNoLinkThatTookTheArchivesPlace() throws Exception {
    Catalog catalog = catalog(temporary);
    Archive archive = SampleRun.at(START).publish(catalog);
    Path target = Files.move(archive.file(), temporary.resolve("target"));
    Files.createSymbolicLink(archive.file(), target);

    try (Catalog.Lock lock = catalog.lock()) {
      assertThatExceptionOfType(DestinationException.class)
          .isThrownBy(() -> catalog.delete(archive));
    }

    assertThat(archive.file()).isSymbolicLink();
    assertThat(target).exists();
  }

  private static Catalog catalog(Path destination) {
    return DirectoryCatalog.at(destination, PLAN, ZONE, clock());
  }

  private static Clock clock() {
    return Clock.fixed(START, ZoneOffset.UTC);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
  }

  private static String run(Path directory, String... command) throws Exception {
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of("sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh"),
                        Stream.concat(Stream.of(directory.toString()), Stream.of(command)))
                    .toList())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
