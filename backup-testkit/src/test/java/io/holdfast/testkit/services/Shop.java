package io.holdfast.testkit.services;

import io.holdfast.core.catalog.Archive;
import io.holdfast.core.engine.Container.State;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.testkit.Calls;
import io.holdfast.testkit.FileTree;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The small host of {@link Scene} with more to go wrong: a second container that is paused for its
 * volume, a stopped one that must stay so, a second directory, and two archives of which the seven
 * days keep one.
 */
final class Shop {
  static final Instant NOW = Instant.parse(Scene.NOW);
  static final Instant RECENT = NOW.minus(Duration.ofDays(3));
  static final Instant OLD = NOW.minus(Duration.ofDays(10));
  static final String FRESH_NAME = "shop_backup_20251024_020000.tar.gz";
  static final String RECENT_NAME = "shop_backup_20251021_020000.tar.gz";
  static final String OLD_NAME = "shop_backup_20251014_020000.tar.gz";

  /** Large enough for several blocks, so that it can be cut in many places. */
  static final FileTree FILES =
      FileTree.builder().file("bucket/a", new byte[3_000], 0644).symlink("b", "bucket").build();

  static final FileTree SESSIONS = FileTree.builder().file("42.session", "secret").build();

  final Scene scene =
      new Scene(
          (plan, root) ->
              plan.source(Scene.quiesced("shop_files", QuiesceMode.PAUSE))
                  .source(DirectorySource.of("sessions", root.resolve("srv/sessions"))));

  Shop() {
    scene.write("srv/sessions", SESSIONS);
    scene
        .engine
        .addComposeVolume("shop", "files", FILES)
        .addContainer("store", State.RUNNING, "shop_files")
        .addContainer("idle", State.STOPPED, "shop_pg", "shop_files");
    scene
        .catalog
        .addArchive(RECENT, Archive.State.COMPLETE)
        .addArchive(OLD, Archive.State.COMPLETE);
  }

  Calls calls() {
    return scene.calls;
  }

  Path path(String below) {
    return scene.root.resolve(below);
  }

  /** What each source of the plan holds, in the plan's order. */
  static Map<String, FileTree> contents() {
    Map<String, FileTree> contents = new LinkedHashMap<>();
    contents.put("logs", Scene.LOGS);
    contents.put("shop_pg", Scene.PG);
    contents.put("shop_media", Scene.MEDIA);
    contents.put("shop_files", FILES);
    contents.put("sessions", SESSIONS);
    return contents;
  }

  List<String> archives() {
    return scene.catalog.archives().stream().map(a -> a.name().toString()).toList();
  }
}
