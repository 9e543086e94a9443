package io.holdfast.testkit.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.EngineException;
import io.holdfast.core.engine.Container;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.run.PlanInspector;
import io.holdfast.core.run.PlanReport;
import io.holdfast.core.run.PlanReport.PlannedSource;
import io.holdfast.testkit.Call;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.Operation;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class PlanInspectorTest {

  private static PlanReport inspect(Scene scene) throws Exception {
    return new PlanInspector(scene.catalog, scene.engine, scene.directories).inspect(scene.plan);
  }

  @Test
  void namesEverySourceWithItsSize() throws Exception {
    PlanReport report = inspect(new Scene());
    assertThat(report.sources())
        .containsExactly(
            new PlannedSource(
                "logs", "directory", "/srv/logs", OptionalLong.of(7), OptionalLong.of(2), ""),
            new PlannedSource(
                "shop_pg", "volume", "shop_pg", OptionalLong.of(5), OptionalLong.empty(), ""),
            new PlannedSource(
                "shop_media",
                "volume",
                "shop_media",
                OptionalLong.of(6),
                OptionalLong.empty(),
                ""));
    assertThat(report.refusals()).isEmpty();
    assertThat(report.peakSpace()).isEqualTo(report.estimatedArchive()).isPositive();
  }

  @Test
  void saysOnceOfEachSourceWhatItsAccessCannotBring() throws Exception {
    String lost =
        ", without extended attributes and ACLs; only root on the engine's host keeps them, by"
            + " access: direct";
    Scene scene = new Scene((plan, root) -> plan.source(VolumeSource.of("near")));
    scene.engine.addVolume("near", Files.createDirectory(scene.root.resolve("near")));
    assertThat(inspect(scene).notes())
        .noneMatch(note -> note.startsWith("volume 'near'"))
        .containsOnlyOnce("volume 'shop_pg': it is read through the engine" + lost)
        .containsOnlyOnce("volume 'shop_media': it is read through the engine" + lost);
  }

  @Test
  void namesWhatIsMissingAndWhatWasMeant() throws Exception {
    Scene scene =
        new Scene(
            (plan, root) ->
                plan.source(VolumeSource.of("media"))
                    .source(DirectorySource.of("gone", root.resolve("gone"))));
    assertThat(inspect(scene).sources())
        .extracting(PlannedSource::problem)
        .containsExactly(
            "",
            "",
            "",
            "volume 'media' does not exist; did you mean 'shop_media' (compose project shop)?",
            "directory '/gone' does not exist");
  }

  @Test
  void namesVolumesThatContainersUseAndNoSourceCovers() throws Exception {
    Scene scene = new Scene();
    scene.engine.addVolume("shop_redis", FileTree.EMPTY).addVolume("idle", FileTree.EMPTY);
    scene.engine.addContainer("cache", Container.State.STOPPED, "shop_redis", "shop_media");
    assertThat(inspect(scene).uncovered()).containsExactly("shop_redis");
  }

  @Test
  void saysWhyARunWouldNotStart() throws Exception {
    Scene scene = new Scene((plan, root) -> plan.minFreeSpace(5_000_000_000L));
    scene.catalog.showFreeSpace(1_000_000L);
    PlanReport report = inspect(scene);
    assertThat(report.required()).isEqualTo(5_000_000_000L);
    assertThat(report.free()).isEqualTo(1_000_000L);
    assertThat(report.refusals())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("not enough space in /backups: needed 5.0 GB, free 1.0 MB");
  }

  @Test
  void changesNothing() throws Exception {
    Scene scene = new Scene();
    inspect(scene);
    assertThat(scene.calls.list())
        .extracting(Call::operation)
        .isSubsetOf(
            EnumSet.of(
                Operation.VOLUMES,
                Operation.LOOK,
                Operation.MEASURE,
                Operation.MOUNTPOINT,
                Operation.SIZE_OF,
                Operation.LIST,
                Operation.FREE_SPACE,
                Operation.USERS));
  }

  @Test
  void engineThatDoesNotAnswerIsToldAsItIs() {
    Scene scene = new Scene();
    scene.engine.stop();
    assertThatThrownBy(() -> inspect(scene)).isInstanceOf(EngineException.class);
  }
}
