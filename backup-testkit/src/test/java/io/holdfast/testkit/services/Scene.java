package io.holdfast.testkit.services;

import io.holdfast.core.engine.Container;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.core.plan.VolumeRef;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.retention.CalendarSpan;
import io.holdfast.core.retention.RetentionPolicy;
import io.holdfast.core.run.BackupResult;
import io.holdfast.core.run.BackupRunner;
import io.holdfast.core.run.PruneResult;
import io.holdfast.core.run.Pruner;
import io.holdfast.core.run.RunEnvironment;
import io.holdfast.testkit.Calls;
import io.holdfast.testkit.FakeContainerEngine;
import io.holdfast.testkit.FakeDirectories;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.InMemoryCatalog;
import io.holdfast.testkit.MutableClock;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestFileSystems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/**
 * A small host: the directory {@code /srv/logs}, a compose project {@code shop} with the volumes
 * {@code shop_pg} (used by the running container {@code db}) and {@code shop_media}, and a plan
 * that saves all three to {@code /backups}.
 */
final class Scene {
  static final String NOW = "2025-10-24T02:00:00Z";
  static final FileTree LOGS = FileTree.builder().file("app.log", "started").build();
  static final FileTree PG =
      FileTree.builder().owner(70, 70).root(0700).file("base/1", "rows").file("conf", "x").build();
  static final FileTree MEDIA = FileTree.builder().file("a.png", "pixels").build();

  final Path root = TestFileSystems.unix().getPath("/");
  final Calls calls = new Calls();
  final FakeContainerEngine engine = new FakeContainerEngine(calls);
  final FakeDirectories directories = new FakeDirectories(calls);
  final MutableClock clock = MutableClock.at(NOW);
  final RecordingListener listener = new RecordingListener();
  final BackupPlan plan;
  final InMemoryCatalog catalog;

  Scene() {
    this((plan, root) -> plan);
  }

  /** The host with more in its plan than usual. */
  Scene(BiFunction<BackupPlan.Builder, Path, BackupPlan.Builder> more) {
    this(
        more,
        (plan, root) ->
            plan.source(DirectorySource.of("logs", root.resolve("srv/logs")))
                .source(quiesced("shop_pg", QuiesceMode.STOP))
                .source(VolumeSource.of("shop_media")));
  }

  private Scene(
      BiFunction<BackupPlan.Builder, Path, BackupPlan.Builder> more,
      BiFunction<BackupPlan.Builder, Path, BackupPlan.Builder> usual) {
    BackupPlan.Builder builder =
        BackupPlan.named("shop", root.resolve("backups"))
            .retention(RetentionPolicy.keepWithin(CalendarSpan.days(7)));
    plan = more.apply(usual.apply(builder, root), root).build();
    catalog = InMemoryCatalog.of(plan, calls);
    engine.addComposeVolume("shop", "pg", PG).addComposeVolume("shop", "media", MEDIA);
    engine.addContainer("db", Container.State.RUNNING, "shop_pg");
    write("srv/logs", LOGS);
  }

  /** The host with a plan of only these sources. */
  static Scene saving(BiFunction<BackupPlan.Builder, Path, BackupPlan.Builder> sources) {
    return new Scene(sources, (plan, root) -> plan);
  }

  static VolumeSource quiesced(String volume, QuiesceMode mode) {
    return new VolumeSource(
        new VolumeRef.Named(volume),
        VolumeAccess.AUTO,
        mode,
        Selection.EVERYTHING,
        OptionalLong.empty());
  }

  void write(String directory, FileTree tree) {
    try {
      tree.writeTo(root.resolve(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BackupResult run() throws InterruptedException {
    return new BackupRunner(
            catalog, engine, directories, new RunEnvironment(clock, "host1", "0.1.0"))
        .run(plan, listener);
  }

  BackupResult.Published runWell() throws InterruptedException {
    BackupResult result = run();
    if (result instanceof BackupResult.Published published) {
      return published;
    }
    throw new AssertionError(result + " " + listener.warnings());
  }

  String runToFailure() throws InterruptedException {
    BackupResult result = run();
    if (result instanceof BackupResult.Failed failed) {
      return failed.cause().getMessage();
    }
    throw new AssertionError(result);
  }

  PruneResult prune(boolean includeLegacy, boolean dryRun) throws Exception {
    return new Pruner(catalog, clock).prune(plan, includeLegacy, dryRun, listener);
  }

  void assertNothingLeft() {
    catalog.assertNothingLeft();
    engine.assertNothingLeft();
  }
}
