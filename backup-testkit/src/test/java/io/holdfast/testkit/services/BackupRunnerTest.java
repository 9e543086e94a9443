package io.holdfast.testkit.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.core.DestinationException;
import io.holdfast.core.EngineException;
import io.holdfast.core.LockedException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Outcome;
import io.holdfast.core.engine.Container;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.EventText;
import io.holdfast.core.plan.Compression;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.OnMissingSource;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.core.plan.VolumeRef;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.run.BackupResult;
import io.holdfast.core.run.BackupRunner;
import io.holdfast.core.run.DirectoryProbe;
import io.holdfast.core.run.PruneResult;
import io.holdfast.core.run.RunEnvironment;
import io.holdfast.core.text.ByteCount;
import io.holdfast.testkit.Call;
import io.holdfast.testkit.Calls;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.Operation;
import io.holdfast.testkit.ReadFault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class BackupRunnerTest {
  private static final Instant NOW = Instant.parse(Scene.NOW);

  @Test
  void savesVerifiesAndPublishesEverySource() throws Exception {
    Scene scene = new Scene();
    BackupResult.Published result = scene.runWell();

    assertThat(result.archive().name()).hasToString("shop_backup_20251024_020000.tar.gz");
    assertThat(result.archive().state()).isEqualTo(Archive.State.COMPLETE);
    assertThat(scene.catalog.tree(result.archive(), "logs").text("app.log")).isEqualTo("started");
    assertThat(scene.catalog.tree(result.archive(), "shop_pg").listing())
        .isEqualTo(Scene.PG.wholeSeconds().listing());
    ArchiveInfo info = result.archive().info().orElseThrow();
    assertThat(info.host()).isEqualTo("host1");
    assertThat(info.startedAt()).isEqualTo(NOW);
    assertThat(info.sources())
        .extracting(SourceRecord::name)
        .containsExactly("logs", "shop_pg", "shop_media");
    assertThat(info.sources()).extracting(SourceRecord::outcome).containsOnly(Outcome.SAVED);
    SourceRecord.Origin.Volume origin = (SourceRecord.Origin.Volume) info.sources().get(1).origin();
    assertThat(origin.access()).isEqualTo("helper");
    assertThat(origin.labels()).containsEntry("com.docker.compose.volume", "pg");
    scene.assertNothingLeft();
  }

  @Test
  void thePlansCompressionReachesTheDraftTheLogAndTheRecord() throws Exception {
    Scene scene = new Scene((p, root) -> p.compression(Compression.SMALL));
    ArchiveInfo info = scene.runWell().archive().info().orElseThrow();
    assertThat(info.compression()).isEqualTo("small");
    assertThat(info.codec()).isEqualTo("memory");
    assertThat(scene.listener.events())
        .filteredOn(BackupEvent.Note.class::isInstance)
        .extracting(note -> ((BackupEvent.Note) note).message())
        .contains("compression small: kept in memory, asked for SMALL");
  }

  @Test
  void goesThroughItsStepsInOrder() throws Exception {
    Scene scene = new Scene();
    scene.runWell();
    assertThat(scene.calls.list())
        .extracting(Call::operation)
        .containsSubsequence(
            Operation.LOCK,
            Operation.RECOVER_CATALOG,
            Operation.RECOVER_ENGINE,
            Operation.VOLUMES,
            Operation.FREE_SPACE,
            Operation.BEGIN,
            Operation.APPEND,
            Operation.QUIESCE,
            Operation.READ,
            Operation.APPEND,
            Operation.FINISH_READ,
            Operation.CLOSE_READER,
            Operation.RESUME,
            Operation.READ,
            Operation.FINISH,
            Operation.VERIFY,
            Operation.PUBLISH,
            Operation.LIST,
            Operation.UNLOCK);
    assertThat(scene.engine.state("db")).isEqualTo(Container.State.RUNNING);
  }

  @Test
  void tellsItsStoryInLinesForTheLog() throws Exception {
    Scene scene = new Scene();
    scene.catalog.addArchive(NOW.minus(Duration.ofDays(9)), Archive.State.COMPLETE, 3000);
    scene.catalog.addLeftover("shop_backup_x.partial-1");
    scene.runWell();
    assertThat(scene.listener.events().stream().flatMap(e -> EventText.lines(e).stream()))
        .containsExactly(
            "run of shop started, destination /backups",
            "removed leftover shop_backup_x.partial-1",
            "space in /backups: needed 69.7 kB (archive about 69.7 kB), free 1.0 TB",
            "compression fast: kept in memory, asked for FAST",
            "source logs (directory): 7 B, 2 entries in 0.0 s",
            "containers db: stopped",
            "volume 'shop_pg': read through a helper container, without extended attributes and"
                + " ACLs; only root on the engine's host keeps them, by access: direct",
            "source shop_pg (volume, helper): 5 B, 4 entries in 0.0 s",
            "containers db: running again after 0.0 s",
            "volume 'shop_media': read through a helper container, without extended attributes and"
                + " ACLs; only root on the engine's host keeps them, by access: direct",
            "source shop_media (volume, helper): 6 B, 2 entries in 0.0 s",
            "verified shop_backup_20251024_020000.tar.gz: 8 entries, 18 B in 0.0 s",
            "archive shop_backup_20251024_020000.tar.gz: "
                + ByteCount.text(scene.catalog.latest().size())
                + ", verified, complete",
            "retention: 1 kept, 1 to remove",
            "pruned shop_backup_20251015_020000.tar.gz: older than 7d, freed 3.0 kB",
            "finished in 0.0 s: complete");
  }

  @Test
  void prunesWhatIsTooOldAfterwards() throws Exception {
    Scene scene = new Scene();
    scene.catalog.addArchive(NOW.minus(Duration.ofDays(8)), Archive.State.COMPLETE);
    scene.catalog.addArchive(NOW.minus(Duration.ofDays(6)), Archive.State.COMPLETE);
    PruneResult prune = scene.runWell().prune();
    assertThat(((PruneResult.Pruned) prune).removed())
        .extracting(Object::toString)
        .containsExactly("shop_backup_20251016_020000.tar.gz");
    assertThat(scene.catalog.archives()).hasSize(2);
    assertThat(scene.calls.count(Operation.VERIFY_ARCHIVE)).isZero();
  }

  @Test
  void missingVolumeIsNamedWithWhatWasMeantAndNeverCreated() throws Exception {
    Scene scene =
        Scene.saving(
            (p, root) -> p.source(VolumeSource.of("pg")).source(VolumeSource.of("shop_media")));
    BackupResult.Published result = scene.runWell();
    assertThat(result.archive().state()).isEqualTo(Archive.State.INCOMPLETE);
    assertThat(scene.listener.warnings())
        .containsExactly(
            "volume 'pg' does not exist; did you mean 'shop_pg' (compose project shop)?");
    SourceRecord missing = result.archive().info().orElseThrow().sources().get(0);
    assertThat(missing.outcome()).isEqualTo(Outcome.MISSING);
    assertThat(scene.calls.count(Operation.CREATE)).isZero();
    assertThat(scene.listener.only(BackupEvent.RunFinished.class).outcome())
        .isEqualTo("incomplete: pg missing");
  }

  @Test
  void missingDirectoryIsWarnedAboutAndTheRestIsSaved() throws Exception {
    Scene scene =
        new Scene(
            (p, root) ->
                p.source(DirectorySource.of("gone", root.resolve("backups").resolve("no"))));
    assertThat(scene.runWell().archive().state()).isEqualTo(Archive.State.INCOMPLETE);
    assertThat(scene.listener.warnings()).containsExactly("directory '/backups/no' does not exist");
  }

  @Test
  void missingSourceStopsTheRunWhereThatIsAskedFor() throws Exception {
    Scene scene =
        Scene.saving(
            (p, root) ->
                p.source(VolumeSource.of("shop_pgg"))
                    .source(VolumeSource.of("shop_media"))
                    .onMissingSource(OnMissingSource.FAIL));
    assertThat(scene.runToFailure())
        .isEqualTo(
            "volume 'shop_pgg' does not exist; did you mean 'shop_pg' (compose project shop)?");
    assertThat(scene.calls.count(Operation.BEGIN)).isZero();
    scene.assertNothingLeft();
  }

  @Test
  void composeVolumesAreFoundByTheirLabels() throws Exception {
    Scene scene = Scene.saving((p, root) -> p.source(compose("shop", "pg")));
    assertThat(scene.runWell().archive().info().orElseThrow().sources())
        .extracting(SourceRecord::name)
        .containsExactly("shop_pg");
  }

  @Test
  void composeVolumeThatIsNotThereIsNamedByProject() throws Exception {
    Scene scene = Scene.saving((p, root) -> p.source(compose("other", "pg")));
    assertThat(scene.runToFailure())
        .isEqualTo(
            "no source can be saved: volume 'pg' of compose project 'other' does not exist;"
                + " did you mean 'shop_pg' (compose project shop)?");
  }

  @Test
  void nothingIsPublishedWhenNoSourceCanBeSaved() throws Exception {
    Scene scene = Scene.saving((p, root) -> p.source(VolumeSource.of("nowhere")));
    scene.catalog.addArchive(NOW.minus(Duration.ofDays(30)), Archive.State.COMPLETE);
    assertThat(scene.runToFailure())
        .isEqualTo("no source can be saved: volume 'nowhere' does not exist");
    assertThat(scene.catalog.archives()).hasSize(1);
    assertThat(scene.calls.count(Operation.BEGIN)).isZero();
  }

  @Test
  void nothingIsPublishedWhenEverySourceFailsWhileRead() throws Exception {
    Scene scene = Scene.saving((p, root) -> p.source(VolumeSource.of("shop_pg")));
    scene.engine.breakReading("shop_pg", new ReadFault.BadVerdict("tar: exit 2"));
    assertThat(scene.runToFailure()).startsWith("no source could be saved: volume 'shop_pg'");
    assertThat(scene.catalog.archives()).isEmpty();
    scene.assertNothingLeft();
  }

  @Test
  void engineThatDoesNotAnswerFailsTheRunBeforeAnythingIsWritten() throws Exception {
    Scene scene = new Scene();
    scene.engine.stop();
    BackupResult.Failed failed = (BackupResult.Failed) scene.run();
    assertThat(failed.cause()).isInstanceOf(EngineException.class);
    assertThat(scene.calls.count(Operation.BEGIN)).isZero();
    assertThat(scene.listener.only(BackupEvent.RunFinished.class).good()).isFalse();
    scene.engine.start();
    scene.assertNothingLeft();
  }

  @Test
  void engineIsNotAskedForDirectoriesAlone() throws Exception {
    Scene scene = Scene.saving((p, root) -> p.source(logs(root)));
    scene.engine.stop();
    scene.runWell();
    assertThat(scene.calls.list())
        .extracting(Call::operation)
        .doesNotContain(Operation.VOLUMES, Operation.RECOVER_ENGINE, Operation.USERS);
  }

  @Test
  void readerThatFailsCostsItsSourceOnly() throws Exception {
    for (ReadFault fault :
        List.of(
            new ReadFault.FailAfter(600),
            new ReadFault.EndAfter(600),
            new ReadFault.BadVerdict("tar: base/1: Input/output error"))) {
      Scene scene = new Scene();
      scene.engine.breakReading("shop_pg", fault);
      BackupResult.Published result = scene.runWell();
      assertThat(result.archive().info().orElseThrow().sources())
          .extracting(SourceRecord::outcome)
          .containsExactly(Outcome.SAVED, Outcome.FAILED, Outcome.SAVED);
      assertThat(scene.engine.state("db")).isEqualTo(Container.State.RUNNING);
      assertThat(scene.listener.warnings())
          .hasSize(1)
          .first()
          .asString()
          .startsWith("volume 'shop_pg' was not saved: ");
      scene.assertNothingLeft();
    }
  }

  @Test
  void sourceIsTakenOutAgainWhenItsTransferEndsBadly() throws Exception {
    Scene scene = new Scene();
    scene.engine.breakReading("shop_pg", new ReadFault.BadVerdict("exit 2"));
    Archive archive = scene.runWell().archive();
    assertThat(scene.calls.count(Operation.ROLLBACK)).isEqualTo(1);
    assertThatThrownBy(() -> scene.catalog.tree(archive, "shop_pg"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void complaintsOfATransferBecomeIssues() throws Exception {
    Scene scene = new Scene();
    scene.engine.breakReading(
        "shop_pg", new ReadFault.Unreadable("tar: ./conf: Permission denied"));
    SourceRecord record = scene.runWell().archive().info().orElseThrow().sources().get(1);
    assertThat(record.outcome()).isEqualTo(Outcome.SAVED_WITH_ISSUES);
    assertThat(record.issueCount()).isEqualTo(1);
    assertThat(record.issues().get(0).kind()).isEqualTo(SourceIssue.Kind.UNREADABLE);
    assertThat(scene.listener.warnings())
        .containsExactly("volume 'shop_pg': unreadable: tar: ./conf: Permission denied");
  }

  @Test
  void filesThatChangedMakeTheArchiveIncomplete() throws Exception {
    Scene scene = new Scene();
    for (int i = 0; i < 25; i++) {
      scene.catalog.addIssue(
          "logs",
          new SourceIssue(
              SourceIssue.Kind.CHANGED, Optional.of(EntryPath.of("app.log")), "size " + i));
    }
    assertThat(scene.runWell().archive().state()).isEqualTo(Archive.State.INCOMPLETE);
    assertThat(scene.listener.warnings())
        .hasSize(21)
        .startsWith("directory 'logs': app.log: changed: size 0")
        .endsWith("directory 'logs': 5 more like these; the archive's records list them");
  }

  @Test
  void copyAccessIsRecordedAsOneThatCannotTellUnreadableFiles() throws Exception {
    Scene scene = new Scene();
    scene.engine.removeHelperImage();
    SourceRecord record = scene.runWell().archive().info().orElseThrow().sources().get(1);
    assertThat(((SourceRecord.Origin.Volume) record.origin()).access()).isEqualTo("copy");
    assertThat(record.detail()).contains("cannot tell unreadable files");
    assertThat(record.outcome()).isEqualTo(Outcome.SAVED);
  }

  @Test
  void whatAnAccessCannotBringIsSaidAndRecordedAndOnlyThen() throws Exception {
    Scene scene = new Scene();
    List<SourceRecord> records = scene.runWell().archive().info().orElseThrow().sources();
    assertThat(records).extracting(SourceRecord::detail).first().isEqualTo("");
    assertThat(records.get(1).detail())
        .contains("without extended attributes and ACLs", "access: direct");
    scene = new Scene();
    scene.engine.removeHelperImage();
    assertThat(scene.runWell().archive().info().orElseThrow().sources().get(1).detail())
        .contains("without ACLs", "but capabilities", "access: direct");
  }

  @Test
  void sourceAboveItsMaxSizeIsLeftOut() throws Exception {
    Scene scene =
        Scene.saving(
            (p, root) ->
                p.source(
                        new DirectorySource(
                            "logs",
                            logs(root).path(),
                            Selection.EVERYTHING,
                            OptionalLong.of(5_000_000_000L)))
                    .source(VolumeSource.of("shop_media")));
    scene.directories.showSize(scene.root.resolve("srv/logs"), 12_300_000_000L);
    BackupResult.Published result = scene.runWell();
    assertThat(scene.listener.warnings())
        .containsExactly("directory 'logs' has 12.3 GB, its max-size is 5.0 GB; it is not saved");
    assertThat(result.archive().info().orElseThrow().sources().get(0).outcome())
        .isEqualTo(Outcome.TOO_LARGE);
    // what is not saved needs no space
    assertThat(scene.listener.only(BackupEvent.SpaceChecked.class).required())
        .isLessThan(1_000_000);
  }

  @Test
  void tooLittleSpaceStopsTheRunBeforeAnyContainerIsTouched() throws Exception {
    Scene scene = new Scene((p, root) -> p.minFreeSpace(5_000_000_000L));
    scene.catalog.showFreeSpace(3_200_000_000L);
    assertThat(scene.runToFailure())
        .isEqualTo(
            "not enough space in /backups: needed 5.0 GB, free 3.2 GB; free some space, lower"
                + " min-free-space, or choose another destination");
    assertThat(scene.calls.list())
        .extracting(Call::operation)
        .doesNotContain(Operation.BEGIN, Operation.QUIESCE, Operation.READ);
  }

  @Test
  void spaceIsEstimatedFromWhatIsToBeRead() throws Exception {
    Scene scene = new Scene();
    scene.engine.showSize("shop_pg", 6_000_000_000L);
    scene.catalog.showFreeSpace(5_900_000_000L);
    assertThat(scene.runToFailure())
        .startsWith(
            "not enough space in /backups: needed 6.4 GB, free 5.9 GB; free some space,"
                + " exclude or limit large sources");
  }

  @Test
  void spaceIsEstimatedFromWhatTheLastArchiveCameTo() throws Exception {
    Scene scene = new Scene();
    scene.runWell();
    long size = scene.catalog.latest().size();
    long bytes = scene.catalog.latest().info().orElseThrow().bytes();
    scene.listener.clear();
    scene.clock.advance(Duration.ofDays(1));
    scene.engine.showSize("shop_pg", 1_000_000L);
    scene.runWell();
    long content = 1_000_000L + 7 + 6;
    long uncompressed = scene.listener.only(BackupEvent.SpaceChecked.class).estimatedArchive();
    assertThat(uncompressed)
        .isLessThanOrEqualTo(
            Math.max((long) (content * 1.25 * size / bytes), content + 200 * 1024));
  }

  @Test
  void sourcesOfTheSameNameAreRefused() throws Exception {
    Scene scene =
        new Scene((p, root) -> p.source(DirectorySource.of("shop_pg", root.resolve("backups"))));
    assertThat(scene.runToFailure())
        .isEqualTo(
            "volume 'shop_pg' and directory 'shop_pg' have the same name in the archive; rename or"
                + " remove one of them in the configuration");
    assertThat(scene.calls.count(Operation.BEGIN)).isZero();
  }

  @Test
  void directoryNamedLikeAVolumesTarIsRefused() throws Exception {
    for (String name : List.of("shop_pg.tar", "shop_pg.tar/x")) {
      Scene scene = new Scene((p, root) -> p.source(DirectorySource.of(name, logs(root).path())));
      assertThat(scene.runToFailure()).contains("would both be").contains("'shop_pg'");
    }
  }

  @Test
  void sameVolumeTwiceIsRefused() throws Exception {
    Scene scene = new Scene((p, root) -> p.source(compose("shop", "pg")));
    assertThat(scene.runToFailure()).contains("have the same name");
  }

  @Test
  void directoryInsideAnotherIsLeftToItsOwnSource() throws Exception {
    Scene scene =
        Scene.saving(
            (p, root) ->
                p.source(DirectorySource.of("srv", logs(root).path().getParent()))
                    .source(DirectorySource.of("srv/logs", logs(root).path())));
    scene.write("srv/web", FileTree.builder().file("index", "hi").build());
    Archive archive = scene.runWell().archive();
    assertThat(scene.catalog.tree(archive, "srv").listing())
        .noneMatch(line -> line.contains("app.log"))
        .anyMatch(line -> line.contains("web/index"));
    assertThat(scene.catalog.tree(archive, "srv/logs").text("app.log")).isEqualTo("started");
  }

  @Test
  void namesThatOverlapInTheArchiveOnlyAreRefused() throws Exception {
    Scene scene =
        Scene.saving(
            (p, root) ->
                p.source(DirectorySource.of("srv", logs(root).path().getParent()))
                    .source(DirectorySource.of("srv/other", logs(root).path())));
    assertThat(scene.runToFailure()).contains("overlap in the archive but not on the host");
  }

  @Test
  void destinationInsideASourceIsLeftOutAndNoted() throws Exception {
    Scene scene = Scene.saving((p, root) -> p.source(DirectorySource.of("all", root)));
    scene.write("backups", FileTree.builder().file("old.tar.gz", "z").build());
    Archive archive = scene.runWell().archive();
    assertThat(scene.catalog.tree(archive, "all").listing())
        .noneMatch(line -> line.contains("old.tar.gz"));
    assertThat(scene.listener.events(BackupEvent.Note.class))
        .extracting(BackupEvent.Note::message)
        .contains("the destination /backups lies inside directory 'all' and is left out of it");
  }

  @Test
  void destinationAsASourceIsRefused() throws Exception {
    Scene scene =
        Scene.saving((p, root) -> p.source(DirectorySource.of("b", root.resolve("backups"))));
    scene.write("backups", Scene.LOGS);
    assertThat(scene.runToFailure()).contains("is the destination itself");
  }

  @Test
  void sourceThatBecameEmptyIsSavedWithAWarning() throws Exception {
    Scene scene = new Scene();
    scene.runWell();
    scene.clock.advance(Duration.ofDays(1));
    scene.engine.addVolume("shop_media", FileTree.EMPTY);
    scene.runWell();
    assertThat(scene.listener.warnings())
        .containsExactly(
            "volume 'shop_media' is empty, but had 6 B in shop_backup_20251024_020000.tar.gz; is"
                + " it mounted?");
  }

  @Test
  void directoryThatCannotBeListedIsRecordedAsFailed() throws Exception {
    Scene scene = new Scene();
    scene.directories.show(scene.root.resolve("srv/logs"), DirectoryProbe.State.UNREADABLE);
    assertThat(scene.runWell().archive().info().orElseThrow().sources().get(0).outcome())
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void volumesOfTheSameContainerAreReadInOneStandstill() throws Exception {
    Scene scene =
        Scene.saving(
            (p, root) ->
                p.source(Scene.quiesced("shop_pg", QuiesceMode.PAUSE))
                    .source(Scene.quiesced("shop_wal", QuiesceMode.PAUSE))
                    .source(Scene.quiesced("shop_media", QuiesceMode.PAUSE)));
    scene.engine.addComposeVolume("shop", "wal", Scene.PG);
    scene.engine.addContainer("writer", Container.State.RUNNING, "shop_pg", "shop_wal");
    scene.runWell();
    assertThat(scene.listener.events(BackupEvent.Quiesced.class))
        .extracting(BackupEvent.Quiesced::containers, BackupEvent.Quiesced::how)
        .containsExactly(tuple(List.of("db", "writer"), "paused"));
    assertThat(scene.listener.events(BackupEvent.Resumed.class)).hasSize(1);
  }

  @Test
  void volumeWhoseContainersCannotBeStoppedIsNotRead() throws Exception {
    Scene scene = new Scene();
    scene.engine.failOn(
        Operation.QUIESCE, new EngineException(EngineException.Kind.OTHER, "cannot stop db"));
    BackupResult.Published result = scene.runWell();
    assertThat(result.archive().info().orElseThrow().sources())
        .extracting(SourceRecord::outcome)
        .containsExactly(Outcome.SAVED, Outcome.FAILED, Outcome.SAVED);
    assertThat(scene.calls.targets(Operation.READ)).containsExactly("shop_media");
  }

  @Test
  void containersThatDoNotComeBackAreWarnedAboutAndInTheResult() throws Exception {
    Scene scene = new Scene();
    scene.engine.failOn(
        Operation.RESUME, new EngineException(EngineException.Kind.OTHER, "port is taken"));
    assertThat(scene.runWell().notResumed()).containsExactly("db");
    assertThat(scene.listener.warnings())
        .containsExactly(
            "containers db may still stand still: port is taken; look with 'docker ps -a' and start"
                + " or unpause them");
  }

  @Test
  void archiveThatDoesNotVerifyIsDiscardedAndNothingPruned() throws Exception {
    Scene scene = new Scene();
    scene.catalog.addArchive(NOW.minus(Duration.ofDays(30)), Archive.State.COMPLETE);
    scene.catalog.damageDrafts("logs/app.log", "content differs");
    BackupResult.NotVerified result = (BackupResult.NotVerified) scene.run();
    assertThat(result.damage().defects().get(0)).hasToString("logs/app.log: content differs");
    assertThat(scene.catalog.archives()).hasSize(1);
    assertThat(scene.calls.count(Operation.DELETE)).isZero();
    scene.assertNothingLeft();
  }

  @Test
  void otherRunsLockEndsItWithTheHolder() throws Exception {
    Scene scene = new Scene();
    scene.catalog.lockByOther(4711, NOW);
    BackupResult.Failed failed = (BackupResult.Failed) scene.run();
    assertThat(((LockedException) failed.cause()).holderPid()).hasValue(4711);
    assertThat(scene.calls.list()).extracting(Call::operation).containsExactly(Operation.LOCK);
    assertThat(scene.listener.events()).isEmpty();
  }

  @Test
  void listenerThatThrowsIsMutedAndTheRunGoesOn() throws Exception {
    Scene scene = new Scene();
    int[] heard = {0};
    BackupResult result =
        new BackupRunner(
                scene.catalog,
                scene.engine,
                scene.directories,
                new RunEnvironment(scene.clock, "h", "0"))
            .run(
                scene.plan,
                event -> {
                  heard[0]++;
                  throw new AssertionError("broken listener");
                });
    assertThat(result).isInstanceOf(BackupResult.Published.class);
    assertThat(heard[0]).isEqualTo(1);
  }

  @Test
  void troubleWithPruningLeavesTheRunGood() throws Exception {
    Scene scene = new Scene();
    Archive old =
        scene.catalog.addArchive(NOW.minus(Duration.ofDays(30)), Archive.State.COMPLETE).latest();
    scene.calls.failOn(
        Operation.DELETE, old.name().toString(), new DestinationException("immutable"));
    PruneResult.PartlyFailed prune = (PruneResult.PartlyFailed) scene.runWell().prune();
    assertThat(prune.failures()).hasSize(1);
    assertThat(scene.listener.only(BackupEvent.RunFinished.class).outcome())
        .isEqualTo("complete; 1 archives could not be removed");
  }

  @Test
  void incompleteArchiveRemovesNothingUntilAnOlderCompleteOneIsProven() throws Exception {
    Scene scene =
        Scene.saving((p, root) -> p.source(logs(root)).source(VolumeSource.of("nowhere")));
    scene.catalog.addArchive(NOW.minus(Duration.ofDays(40)), Archive.State.COMPLETE);
    scene.catalog.addArchive(NOW.minus(Duration.ofDays(20)), Archive.State.COMPLETE);
    Archive newest =
        scene.catalog.addArchive(NOW.minus(Duration.ofDays(2)), Archive.State.COMPLETE).latest();
    scene.catalog.damage(newest, "x", "bad");
    scene.runWell();
    // the newest was found damaged and stays, doubtful; the next one is proven and anchors the rest
    assertThat(scene.calls.count(Operation.VERIFY_ARCHIVE)).isEqualTo(2);
    assertThat(scene.catalog.archives())
        .extracting(a -> a.name().toString())
        .containsExactly(
            "shop_backup_20251024_020000.tar.gz",
            "shop_backup_20251022_020000.tar.gz",
            "shop_backup_20251004_020000.tar.gz");
  }

  @Test
  void whateverCallFailsNothingIsLeftBehindAndNoArchiveIsLost() throws Exception {
    int calls = new Watched().run();
    for (int i = 0; i < calls; i++) {
      int index = i;
      Watched scene = new Watched();
      scene.calls().failAt(index);
      scene.run();
      scene.assertSound("call " + index + " failed");
    }
  }

  @Test
  void whereverItIsInterruptedNothingIsLeftBehindAndNoArchiveIsLost() throws Exception {
    int calls = new Watched().run();
    for (int i = 0; i < calls; i++) {
      Watched scene = new Watched();
      scene.calls().interruptAt(i);
      try {
        scene.run();
      } catch (InterruptedException e) {
        assertThat(Thread.interrupted()).as("the flag after call " + i).isFalse();
        assertThat(scene.scene.listener.only(BackupEvent.RunFinished.class).good()).isFalse();
      }
      // a call that cannot be interrupted leaves the flag to whoever comes next
      Thread.interrupted();
      scene.assertSound("call " + i + " was interrupted");
    }
  }

  /** A run with an archive to remove, watched from outside. */
  private static final class Watched {
    private static final Instant OLD = NOW.minus(Duration.ofDays(9));
    final Scene scene = new Scene();

    Watched() {
      scene.catalog.addArchive(OLD, Archive.State.COMPLETE);
    }

    Calls calls() {
      return scene.calls;
    }

    int run() throws InterruptedException {
      scene.run();
      return scene.calls.list().size();
    }

    void assertSound(String when) {
      scene.catalog.assertNothingLeft();
      assertThat(scene.engine.helpers()).as(when).isEmpty();
      boolean toldOfDb =
          scene.listener.warnings().stream().anyMatch(w -> w.startsWith("containers db may"));
      if (!toldOfDb) {
        scene.engine.assertNothingLeft();
        assertThat(scene.engine.state("db")).as(when).isEqualTo(Container.State.RUNNING);
      }
      List<Archive> archives = scene.catalog.archives();
      boolean published = archives.stream().anyMatch(a -> a.startedAt().equals(NOW));
      if (published) {
        assertThat(archives).as(when).hasSizeBetween(1, 2);
      } else {
        assertThat(archives).as(when).extracting(Archive::startedAt).containsExactly(OLD);
      }
    }
  }

  private static VolumeSource compose(String project, String volume) {
    return new VolumeSource(
        new VolumeRef.Compose(project, volume),
        VolumeAccess.AUTO,
        QuiesceMode.NONE,
        Selection.EVERYTHING,
        OptionalLong.empty());
  }

  private static DirectorySource logs(Path root) {
    return DirectorySource.of("logs", root.resolve("srv/logs"));
  }
}
