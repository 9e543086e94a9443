package io.holdfast.testkit.services;

import static io.holdfast.testkit.BackupAssertions.assertThat;

import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.restore.RestoreRequest;
import io.holdfast.core.restore.RestoreRequest.Target;
import io.holdfast.core.restore.RestoreResult;
import io.holdfast.core.restore.Restorer;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.Operation;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is true after a restore, whatever went wrong in it. */
final class RestoreInvariantsTest {
  private static final RestoreRequest EVERYTHING =
      new RestoreRequest(List.of(), List.of(), new Target.Original(), false, false);

  /** The shop after a run, and after it lost everything the plan saves. */
  private static final class Trial {
    final Shop shop = new Shop();
    final int callsBefore;
    Optional<RestoreResult> result = Optional.empty();

    Trial() throws Exception {
      assertThat(shop.scene.run()).isComplete();
      for (String volume : List.of("shop_pg", "shop_media", "shop_files")) {
        shop.scene.engine.removeVolume(volume);
      }
      deleteAll(shop.path("srv"));
      callsBefore = shop.calls().list().size();
    }

    private static void deleteAll(Path root) throws IOException {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException trouble)
                throws IOException {
              Files.delete(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    }

    Trial restore(RestoreRequest request) throws Exception {
      try (OpenArchive archive = shop.scene.catalog.open(shop.scene.catalog.latest())) {
        result =
            Optional.of(
                new Restorer(shop.scene.engine, shop.scene.directories, shop.scene.clock)
                    .restore(archive, request, shop.scene.listener));
      }
      return this;
    }

    int calls() {
      return shop.calls().list().size();
    }

    boolean isComplete() {
      return result
          .filter(r -> r instanceof RestoreResult.Restored restored && restored.isComplete())
          .isPresent();
    }

    void assertEverythingIsBack() throws Exception {
      assertThat(shop.scene.engine.tree("shop_pg")).isEqualTo(Scene.PG);
      assertThat(shop.scene.engine.tree("shop_media")).isEqualTo(Scene.MEDIA);
      assertThat(shop.scene.engine.tree("shop_files")).isEqualTo(Shop.FILES);
      assertThat(texts(FileTree.read(shop.path("srv/logs")))).isEqualTo(texts(Scene.LOGS));
      assertThat(texts(FileTree.read(shop.path("srv/sessions")))).isEqualTo(texts(Shop.SESSIONS));
    }

    private static List<String> texts(FileTree tree) {
      List<String> texts = new ArrayList<>();
      tree.entries().stream()
          .filter(e -> e.type() == EntryType.FILE)
          .forEach(e -> texts.add(e.path() + " " + tree.text(e.path().text())));
      return texts;
    }
  }

  @Test
  void everythingComesBackWhereItWas() throws Exception {
    Trial trial = new Trial().restore(EVERYTHING);
    assertThat(trial.result.orElseThrow())
        .restored("logs", "shop_pg", "shop_media", "shop_files", "sessions");
    trial.assertEverythingIsBack();
    assertThat(trial.shop.scene.engine.volume("shop_pg").orElseThrow().composeProject())
        .contains("shop");
    trial.shop.scene.assertNothingLeft();
  }

  @Test
  void restoreThatSaysItIsCompleteIsWhateverCallFails() throws Exception {
    Trial good = new Trial().restore(EVERYTHING);
    int completes = 0;
    for (int i = good.callsBefore; i < good.calls(); i++) {
      Trial trial = new Trial();
      trial.shop.calls().failAt(i);
      try {
        trial.restore(EVERYTHING);
      } catch (io.holdfast.core.ArchiveException e) {
        assertThat(e).hasMessageContaining("made to fail at: OPEN");
      }
      if (trial.isComplete()) {
        trial.assertEverythingIsBack();
        completes++;
      }
      trial.shop.scene.assertNothingLeft();
    }
    // Calls that cannot fail are not many
    assertThat(completes).isLessThan((good.calls() - good.callsBefore) / 2);
  }

  @Test
  void restoreMayBeInterruptedAtAnyCall() throws Exception {
    Trial good = new Trial().restore(EVERYTHING);
    for (int i = good.callsBefore; i < good.calls(); i++) {
      Trial trial = new Trial();
      trial.shop.calls().interruptAt(i);
      try {
        trial.restore(EVERYTHING);
      } catch (InterruptedException e) {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
      boolean late = Thread.interrupted();
      assertThat(late && !trial.isComplete()).as("a flag nobody saw, call %d", i).isFalse();
      if (trial.isComplete()) {
        trial.assertEverythingIsBack();
      }
      trial.shop.scene.assertNothingLeft();
    }
  }

  @Test
  void volumeThatDoesNotKeepWhatWasWrittenIsNoticed() throws Exception {
    Trial trial = new Trial();
    FileTree lossy = Scene.PG.toBuilder().owner(70, 70).file("base/1", "rowz").build();
    trial
        .shop
        .calls()
        .before(
            Operation.READ,
            call -> {
              if (call.target().equals("shop_pg")) {
                trial.shop.scene.engine.addVolume("shop_pg", lossy);
              }
            });
    trial.restore(EVERYTHING);
    assertThat(trial.result.orElseThrow()).hasProblem("base/1");
    assertThat(trial.shop.scene.listener).heardWarning("shop_pg", "base/1");
  }

  @Test
  void dryRunChangesNothing() throws Exception {
    Trial trial = new Trial();
    trial.restore(new RestoreRequest(List.of(), List.of(), new Target.Original(), false, true));
    assertThat(trial.result.orElseThrow())
        .restored("logs", "shop_pg", "shop_media", "shop_files", "sessions");
    assertThat(trial.shop.calls().list().subList(trial.callsBefore, trial.calls()))
        .extracting(call -> call.operation())
        .doesNotContain(Operation.CREATE, Operation.WRITE, Operation.EXTRACT, Operation.QUIESCE);
    assertThat(Files.exists(trial.shop.path("srv"))).isFalse();
  }

  @Test
  void oneTargetThatIsNotFreeStopsTheRestoreBeforeAnyOtherIsWritten() throws Exception {
    Trial trial = new Trial();
    trial.shop.scene.write("srv/sessions", Shop.SESSIONS);
    trial.restore(EVERYTHING);
    assertThat(trial.result.orElseThrow()).isRefused("/srv/sessions", "not empty", "--overwrite");
    assertThat(trial.shop.calls().count(Operation.WRITE)).isZero();
    assertThat(trial.shop.calls().count(Operation.CREATE)).isZero();
    assertThat(Files.exists(trial.shop.path("srv/logs"))).isFalse();
  }
}
