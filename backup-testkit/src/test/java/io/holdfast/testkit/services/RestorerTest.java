package io.holdfast.testkit.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.EngineException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.DamagedArchive.Loss;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.restore.RestoreRequest;
import io.holdfast.core.restore.RestoreRequest.Target;
import io.holdfast.core.restore.RestoreResult;
import io.holdfast.core.restore.RestoreResult.NothingMatched;
import io.holdfast.core.restore.RestoreResult.Refused;
import io.holdfast.core.restore.RestoreResult.Restored;
import io.holdfast.core.restore.RestoreResult.RestoredSource;
import io.holdfast.core.restore.Restorer;
import io.holdfast.testkit.Call;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RestorerTest {
  private static final FileTree TREE =
      FileTree.builder()
          .file("a/one.log", "1")
          .file("a/two.txt", "22")
          .file("ab/three.log", "333")
          .file("a.txt", "4444")
          .file("deep/er/still/x.log", "55555")
          .file("odd[1]*.log", "666666")
          .file("odd1x.log", "7777777")
          .build();

  private final Scene scene =
      new Scene((plan, root) -> plan.source(DirectorySource.of("tree", root.resolve("srv/tree"))));
  private Archive archive;

  @BeforeEach
  void makeAnArchive() throws Exception {
    scene.write("srv/tree", TREE);
    archive = scene.runWell().archive();
    scene.listener.clear();
  }

  private Request restore() {
    return new Request();
  }

  /** Collects a request. */
  private final class Request {
    private final List<String> sources = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private Target target = new Target.Original();
    private boolean overwrite;
    private boolean dryRun;

    Request source(String name) {
      sources.add(name);
      return this;
    }

    Request path(String pattern) {
      paths.add(pattern);
      return this;
    }

    Request to(String directory) {
      target = new Target.Directory(scene.root.resolve(directory));
      return this;
    }

    Request intoVolume(String volume) {
      target = new Target.IntoVolume(volume);
      return this;
    }

    Request overwrite() {
      overwrite = true;
      return this;
    }

    Request dryRun() {
      dryRun = true;
      return this;
    }

    RestoreResult run() throws Exception {
      try (OpenArchive open = scene.catalog.open(archive)) {
        return new Restorer(scene.engine, scene.directories, scene.clock)
            .restore(
                open,
                new RestoreRequest(sources, paths, target, overwrite, dryRun),
                scene.listener);
      }
    }

    Restored runWell() throws Exception {
      RestoreResult result = run();
      if (result instanceof Restored restored) {
        assertThat(restored.sources()).allMatch(s -> s.problems().isEmpty(), "has no problems");
        return restored;
      }
      throw new AssertionError(result);
    }

    String runToRefusal() throws Exception {
      RestoreResult result = run();
      if (result instanceof Refused refused) {
        return refused.message();
      }
      throw new AssertionError(result);
    }

    String runToNothing() throws Exception {
      RestoreResult result = run();
      if (result instanceof NothingMatched nothing) {
        return nothing.message();
      }
      throw new AssertionError(result);
    }
  }

  @Test
  void whatCannotFitIsRefusedBeforeAnythingIsWritten() throws Exception {
    scene.directories.showSpace(scene.root.resolve("small"), TREE.bytes() - 1);
    scene.directories.showSpace(scene.root.resolve("enough"), TREE.bytes());

    assertThat(restore().source("tree").to("small").runToRefusal())
        .startsWith("not enough space in ")
        .contains("small", "needed ", ", free ", "nothing was written");
    assertThat(Files.exists(scene.root.resolve("small"))).isFalse();
    assertThat(restore().source("tree").to("small").dryRun().runToRefusal())
        .contains("not enough space");
    restore().source("tree").to("small").path("tree/a").runWell();
    restore().source("tree").to("enough").runWell();
  }

  @Test
  void whatReplacesSomethingMayFitWhateverIsFree() throws Exception {
    restore().source("tree").to("again").runWell();
    scene.directories.showSpace(scene.root.resolve("again"), 0);

    restore().source("tree").to("again").overwrite().runWell();
  }

  /** All files below a directory. */
  private List<String> files(String directory) throws IOException {
    Path root = scene.root.resolve(directory);
    if (!Files.exists(root)) {
      return List.of();
    }
    try (var paths = Files.walk(root)) {
      return paths
          .filter(p -> !Files.isDirectory(p))
          .map(p -> root.relativize(p).toString())
          .sorted()
          .toList();
    }
  }

  private void removeTree(String directory) throws IOException {
    try (var paths = Files.walk(scene.root.resolve(directory))) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  // Whole archives

  @Test
  void ofADamagedArchiveRestoresWhatIsWholeAndTellsWhatIsLost() throws Exception {
    scene.catalog.damage(archive, "tree/a/two.txt", "its chunk is broken");
    RestoreResult result;
    try (OpenArchive open = scene.catalog.openDamaged(archive, ProgressListener.NONE)) {
      result =
          new Restorer(scene.engine, scene.directories, scene.clock)
              .restore(
                  open,
                  new RestoreRequest(
                      List.of(),
                      List.of(),
                      new Target.Directory(scene.root.resolve("saved")),
                      false,
                      false),
                  scene.listener);
    }
    assertThat(result).isInstanceOf(Restored.class);
    Restored restored = (Restored) result;
    assertThat(restored.isComplete()).isFalse();
    assertThat(restored.salvage().orElseThrow().losses())
        .extracting(Loss::toString)
        .containsExactly("tree/a/two.txt");
    assertThat(restored.salvage().orElseThrow().unproven()).isZero();
    assertThat(files("saved/tree")).contains("a/one.log").doesNotContain("a/two.txt");
  }

  @Test
  void everythingGoesToADirectoryVolumesToo() throws Exception {
    Restored result = restore().to("out").runWell();
    assertThat(result.isComplete()).isTrue();
    assertThat(result.sources())
        .extracting(RestoredSource::name, RestoredSource::target)
        .containsExactly(
            tuple("logs", "/out/logs"),
            tuple("shop_pg", "/out/shop_pg"),
            tuple("shop_media", "/out/shop_media"),
            tuple("tree", "/out/tree"));
    assertThat(files("out/tree")).isEqualTo(files("srv/tree"));
    assertThat(files("out/shop_pg")).containsExactly("base/1", "conf");
    assertThat(scene.calls.count(Operation.CREATE)).isZero();
  }

  @Test
  void everythingGoesBackWhereItCameFrom() throws Exception {
    removeTree("srv");
    scene.engine.removeVolume("shop_pg").removeVolume("shop_media");
    Restored result = restore().runWell();
    assertThat(result.sources()).hasSize(4);
    assertThat(files("srv/logs")).containsExactly("app.log");
    assertThat(files("srv/tree")).hasSize(7);
    Volume again = scene.engine.volume("shop_pg").orElseThrow();
    assertThat(again.composeProject()).contains("shop");
    assertThat(scene.engine.tree("shop_pg").wholeSeconds()).isEqualTo(Scene.PG.wholeSeconds());
    assertThat(result.sources().get(1).notes()).contains("created volume shop_pg");
    assertThat(scene.calls.list())
        .extracting(Call::operation)
        .containsSubsequence(Operation.CREATE, Operation.WRITE, Operation.READ, Operation.COMPARE);
  }

  @Test
  void volumeThatIsMountedHereIsWrittenDirectlyAndComparedAfterwards() throws Exception {
    scene.engine.removeVolume("shop_pg");
    Path mountpoint = Files.createDirectories(scene.root.resolve("var/pg"));
    scene.engine.addVolume("shop_pg", mountpoint);
    restore().source("shop_pg").runWell();
    assertThat(files("var/pg")).containsExactly("base/1", "conf");
    assertThat(scene.calls.list())
        .extracting(Call::operation)
        .containsSubsequence(Operation.EXTRACT, Operation.COMPARE)
        .doesNotContain(Operation.WRITE);
  }

  @Test
  void whatDiffersAfterwardsIsAProblem() throws Exception {
    scene.engine.removeVolume("shop_pg");
    scene.calls.before(
        Operation.COMPARE, call -> scene.engine.addVolume("shop_pg", FileTree.EMPTY));
    scene.calls.before(Operation.READ, call -> scene.engine.addVolume("shop_pg", FileTree.EMPTY));
    Restored result = (Restored) restore().source("shop_pg").run();
    assertThat(result.isComplete()).isFalse();
    assertThat(result.sources().get(0).problems()).isNotEmpty();
    assertThat(scene.listener.warnings()).isNotEmpty();
  }

  // Targets that are not free

  @Test
  void filledTargetsAreRefusedBeforeAnythingIsWritten() throws Exception {
    removeTree("srv/logs");
    assertThat(restore().runToRefusal())
        .isEqualTo(
            "volume shop_pg is not empty, volume shop_media is not empty, /srv/tree is not empty;"
                + " nothing was written; use --overwrite to write into it, or --to DIR to restore"
                + " elsewhere");
    assertThat(files("srv/logs")).isEmpty();
  }

  @Test
  void filledTargetsAreWrittenIntoWhenToldSo() throws Exception {
    scene.write("srv/logs", FileTree.builder().file("app.log", "other").file("new", "n").build());
    restore().source("logs").overwrite().runWell();
    assertThat(Files.readString(scene.root.resolve("srv/logs/app.log"))).isEqualTo("started");
    assertThat(files("srv/logs")).containsExactly("app.log", "new");
  }

  @Test
  void fileInTheWayOfADirectoryIsRefusedAlways() throws Exception {
    scene.write("out", FileTree.builder().file("logs", "a file").build());
    assertThat(restore().source("logs").to("out").overwrite().runToRefusal())
        .startsWith("/out/logs is not a directory");
  }

  @Test
  void pathNeedsOnlyItsOwnNameToBeFree() throws Exception {
    Files.delete(scene.root.resolve("srv/tree/a/one.log"));
    restore().path("tree/a/one.log").runWell();
    assertThat(files("srv/tree/a")).containsExactly("one.log", "two.txt");

    assertThat(restore().path("tree/a/one.log").runToRefusal())
        .startsWith("/srv/tree/a/one.log exists; nothing was written; use --overwrite");
    restore().path("tree/a/one.log").overwrite().runWell();
  }

  @Test
  void directoryThatExistsIsNoConflictButWhatIsInItIs() throws Exception {
    assertThat(restore().path("tree/a").runToRefusal()).startsWith("/srv/tree/a/one.log exists");
    Files.delete(scene.root.resolve("srv/tree/a/one.log"));
    Files.delete(scene.root.resolve("srv/tree/a/two.txt"));
    restore().path("tree/a").runWell();
  }

  @Test
  void pathIntoAFilledVolumeThatCannotBeLookedIntoIsRefused() throws Exception {
    assertThat(restore().path("shop_pg/conf").runToRefusal())
        .startsWith("volume shop_pg is not empty");
  }

  @Test
  void runningContainerOfTheVolumeIsNoted() throws Exception {
    Restored result = restore().source("shop_pg").overwrite().runWell();
    assertThat(result.sources().get(0).notes())
        .containsExactly(
            "container db uses volume shop_pg while it is written; stop it before, or restart it"
                + " afterwards");
    assertThat(scene.engine.state("db")).isEqualTo(Container.State.RUNNING);
  }

  // Names of sources

  @Test
  void sourcesAreNamedAsTheyStandInTheArchive() throws Exception {
    for (String name : List.of("shop_pg", "shop_pg.tar", "./shop_pg.tar", "shop_pg/")) {
      assertThat(restore().source(name).to("x").dryRun().runWell().sources())
          .extracting(RestoredSource::name)
          .containsExactly("shop_pg");
    }
    assertThat(restore().source("logs/").to("y").runWell().sources()).hasSize(1);
  }

  @Test
  void unknownSourceIsNamedWithTheNearest() throws Exception {
    assertThat(restore().source("shop_gp").to("out").runToNothing())
        .isEqualTo(
            "source 'shop_gp' is not in this archive; did you mean 'shop_pg'?"
                + " It has 'logs', 'shop_pg', 'shop_media', 'tree'");
    assertThat(restore().source("unheard-of").to("out").runToNothing())
        .isEqualTo(
            "source 'unheard-of' is not in this archive;"
                + " it has 'logs', 'shop_pg', 'shop_media', 'tree'");
    assertThat(restore().source("pg").source("logs").to("out").runToNothing())
        .contains("did you mean 'shop_pg'?");
    assertThat(files("out")).isEmpty();
  }

  @Test
  void sourceThatWasNotSavedIsExplained() throws Exception {
    Scene missing = new Scene((plan, root) -> plan.source(VolumeSource.of("nowhere")));
    Archive without = missing.runWell().archive();
    try (OpenArchive open = missing.catalog.open(without)) {
      RestoreResult result =
          new Restorer(missing.engine, missing.directories, missing.clock)
              .restore(
                  open,
                  new RestoreRequest(
                      List.of("nowhere"), List.of(), new Target.Original(), false, false),
                  BackupListener.NONE);
      assertThat(((NothingMatched) result).message())
          .isEqualTo(
              "source 'nowhere' is not in this archive, it was not saved when the archive was"
                  + " made: volume 'nowhere' does not exist");
    }
  }

  // Paths

  @Test
  void whatTheArchiveLacksIsSaidBeforeItIsMissed() throws Exception {
    Scene missing = new Scene((plan, root) -> plan.source(VolumeSource.of("nowhere")));
    Archive without = missing.runWell().archive();
    missing.listener.clear();
    try (OpenArchive open = missing.catalog.open(without)) {
      RestoreRequest everything =
          new RestoreRequest(
              List.of(), List.of(), new Target.Directory(missing.root.resolve("to")), false, false);
      RestoreResult result =
          new Restorer(missing.engine, missing.directories, missing.clock)
              .restore(open, everything, missing.listener);

      assertThat(((Restored) result).isComplete()).isTrue();
      assertThat(missing.listener.warnings())
          .singleElement(InstanceOfAssertFactories.STRING)
          .startsWith("nowhere is not in this archive, it was not saved when the archive was made");
    }
  }

  @Test
  void pathsAreMatchedByTheirParts() throws Exception {
    record Case(String pattern, List<String> files) {}
    List<Case> cases =
        List.of(
            new Case("tree/a", List.of("a/one.log", "a/two.txt")),
            new Case("tree/a/", List.of("a/one.log", "a/two.txt")),
            new Case("./tree/a", List.of("a/one.log", "a/two.txt")),
            new Case("tree/a*", List.of("a.txt", "a/one.log", "a/two.txt", "ab/three.log")),
            new Case("tree/a/*.log", List.of("a/one.log")),
            new Case("tree/?b", List.of("ab/three.log")),
            new Case("tree/[a-c]", List.of("a/one.log", "a/two.txt")),
            new Case("tree/[!a].txt", List.of()),
            new Case("tree/*.log", List.of("odd1x.log", "odd[1]*.log")),
            new Case("tree/**/x.log", List.of("deep/er/still/x.log")),
            new Case("**/x.log", List.of("deep/er/still/x.log")),
            new Case("tree/deep/**/still", List.of("deep/er/still/x.log")),
            new Case("tree/odd[1]*.log", List.of("odd[1]*.log")),
            new Case("tree/odd1x.lo", List.of()));
    for (Case c : cases) {
      if (Files.exists(scene.root.resolve("out"))) {
        removeTree("out");
      }
      RestoreResult result = restore().path(c.pattern).to("out").run();
      assertThat(files("out/tree")).as(c.pattern).isEqualTo(c.files);
      assertThat(result instanceof Restored).as(c.pattern).isEqualTo(!c.files.isEmpty());
    }
  }

  @Test
  void pathsOfTheOneNamedSourceMayBeRelativeToIt() throws Exception {
    restore().source("tree").path("a/one.log").to("out").runWell();
    assertThat(files("out")).containsExactly("tree/a/one.log");
    assertThat(restore().path("a/one.log").to("other").runToNothing())
        .startsWith("nothing in 'logs', 'shop_pg', 'shop_media', 'tree' matches 'a/one.log'");
  }

  @Test
  void pathsOfVolumesAreGivenAsTarShowsThem() throws Exception {
    for (String path : List.of("shop_pg/conf", "shop_pg.tar/conf", "shop_pg.tar/./conf")) {
      assertThat(restore().path(path).to("out").overwrite().runWell().sources())
          .extracting(RestoredSource::name)
          .containsExactly("shop_pg");
      assertThat(files("out")).containsExactly("shop_pg/conf");
    }
  }

  @Test
  void directoriesThatLeadThereComeAlong() throws Exception {
    Restored result = restore().path("tree/deep/er/still/x.log").to("out").runWell();
    // the file, its three directories and the root
    assertThat(result.sources().get(0).entries()).isEqualTo(5);
    assertThat(files("out")).containsExactly("tree/deep/er/still/x.log");
  }

  @Test
  void patternThatMatchesNothingIsReportedBesideThoseThatDo() throws Exception {
    Restored result = restore().path("tree/a").path("tree/nothing").to("out").runWell();
    assertThat(result.unmatched()).containsExactly("tree/nothing");
    assertThat(result.isComplete()).isFalse();
    assertThat(restore().path("tree/nothing").path("none").to("o2").runToNothing())
        .contains("matches 'tree/nothing', 'none'");
  }

  // Volumes as targets

  @Test
  void oneSourceGoesIntoAnyVolume() throws Exception {
    restore().source("shop_pg.tar").intoVolume("pg_copy").runWell();
    assertThat(scene.engine.tree("pg_copy").wholeSeconds()).isEqualTo(Scene.PG.wholeSeconds());
    Volume copy = scene.engine.volume("pg_copy").orElseThrow();
    assertThat(copy.labels()).isEmpty();
  }

  @Test
  void severalSourcesDoNotFitIntoOneVolume() throws Exception {
    assertThat(restore().intoVolume("v").runToRefusal())
        .isEqualTo(
            "a volume takes exactly one source, and this selects 'logs', 'shop_pg', 'shop_media',"
                + " 'tree'; name one with --source");
    assertThat(scene.engine.volume("v")).isEmpty();
  }

  @Test
  void legacyArchiveHasNoOriginalPlace() throws Exception {
    Instant old = Instant.parse("2024-01-01T02:00:00Z");
    scene.catalog.addArchive(old, Archive.State.LEGACY);
    try (OpenArchive open = new LegacyArchive(scene.catalog.open(archive))) {
      RestoreResult result =
          new Restorer(scene.engine, scene.directories, scene.clock)
              .restore(
                  open,
                  new RestoreRequest(List.of(), List.of(), new Target.Original(), false, false),
                  BackupListener.NONE);
      assertThat(((Refused) result).message())
          .startsWith("the archive does not say where its sources came from")
          .contains("--to DIR")
          .contains("--into-volume");
    }
  }

  // Dry runs and failures

  @Test
  void dryRunSaysWhatWouldHappenAndWritesNothing() throws Exception {
    scene.engine.removeVolume("shop_media");
    scene.listener.clear();
    Restored result = restore().dryRun().runWell();
    assertThat(result.dryRun()).isTrue();
    assertThat(result.sources())
        .extracting(RestoredSource::name, RestoredSource::entries, RestoredSource::notes)
        .containsExactly(
            tuple("logs", 2L, List.of("/srv/logs is not empty: needs --overwrite")),
            tuple(
                "shop_pg",
                4L,
                List.of(
                    "volume shop_pg is not empty: needs --overwrite",
                    "container db uses volume shop_pg while it is written; stop it before, or"
                        + " restart it afterwards")),
            tuple("shop_media", 2L, List.of("volume shop_media would be created")),
            tuple("tree", 13L, List.of("/srv/tree is not empty: needs --overwrite")));
    assertThat(scene.calls.list())
        .extracting(Call::operation)
        .doesNotContainAnyElementsOf(
            Set.of(Operation.CREATE, Operation.WRITE, Operation.EXTRACT, Operation.WRITE_TAR));
  }

  @Test
  void failureInTheMiddleNamesWhatWasDone() throws Exception {
    scene.calls.failOn(
        Operation.CREATE, new EngineException(EngineException.Kind.OTHER, "no such driver"));
    scene.engine.removeVolume("shop_pg").removeVolume("shop_media");
    removeTree("srv");
    RestoreResult.Failed failed = (RestoreResult.Failed) restore().run();
    assertThat(failed.cause()).hasMessage("no such driver");
    assertThat(failed.sources()).extracting(RestoredSource::name).containsExactly("logs");
  }

  @Test
  void damageInTheArchiveIsToldAsThatNotAsTheEnginesFailure() throws Exception {
    scene.engine.removeVolume("shop_pg");
    scene.calls.failOn(Operation.WRITE_TAR, new ArchiveException("chunk 7 is damaged"));
    RestoreResult.Failed failed = (RestoreResult.Failed) restore().source("shop_pg").run();
    assertThat(failed.cause())
        .isInstanceOf(ArchiveException.class)
        .hasMessage("chunk 7 is damaged");
  }

  @Test
  void engineIsNotAskedWhenNoVolumeIsWritten() throws Exception {
    scene.engine.stop();
    restore().to("out").runWell();
    scene.engine.start();
  }

  @Test
  void everyCallMayFailOrBeInterruptedAndTheArchiveIsStillClosed() throws Exception {
    scene.engine.removeVolume("shop_pg").removeVolume("shop_media");
    removeTree("srv");
    int before = scene.calls.list().size();
    restore().run();
    int calls = scene.calls.list().size() - before;
    for (int i = 0; i < 2 * calls; i++) {
      boolean interrupt = i >= calls;
      int index = scene.calls.list().size() + i % calls;
      if (interrupt) {
        scene.calls.interruptAt(index);
      } else {
        scene.calls.failAt(index);
      }
      try {
        restore().overwrite().run();
      } catch (InterruptedException e) {
        assertThat(interrupt).isTrue();
      } catch (ArchiveException e) {
        // the archive could not even be opened
        assertThat(interrupt).isFalse();
      }
      Thread.interrupted();
      scene.assertNothingLeft();
    }
  }
}
