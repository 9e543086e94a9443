package io.holdfast.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no part of a plan can be, whoever builds it. */
final class PlanPartsTest {
  private static final Path DESTINATION = Path.of("/backup");

  @Test
  void aPlanSavesSomething() {
    BackupPlan.Builder plan = BackupPlan.named("p", DESTINATION);
    assertThatThrownBy(plan::build).hasMessageContaining("nothing would be saved");
  }

  @Test
  void placesAreAbsolute() {
    assertThatThrownBy(() -> plan(Path.of("backup")).build())
        .hasMessage("destination 'backup' must be absolute");
    assertThatThrownBy(() -> plan(DESTINATION).requireMount(Path.of("mnt")).build())
        .hasMessage("required mount 'mnt' must be absolute");
    assertThatThrownBy(() -> DirectorySource.of("a", Path.of("a")))
        .hasMessage("directory 'a' must be absolute");
  }

  @Test
  void freeSpaceIsNotNegative() {
    assertThatThrownBy(() -> plan(DESTINATION).minFreeSpace(-1).build())
        .hasMessageContaining("must not be negative");
  }

  @Test
  void aMountIsRequiredForWhatIsBelowIt() {
    Path disk = Path.of("/mnt/disk");
    BackupPlan plan = plan(DESTINATION).requireMount(disk).build();
    assertThat(plan.mountsFor(Path.of("/mnt/disk/backup"))).containsExactly(disk);
    assertThat(plan.mountsFor(Path.of("/mnt/other/../disk"))).containsExactly(disk);
    assertThat(plan.mountsFor(Path.of("/mnt/disk2"))).isEmpty();
  }

  @Test
  void everythingIsEverythingOnlyWithoutAnyChoice() {
    assertThat(Selection.EVERYTHING.isEverything()).isTrue();
    assertThat(new Selection(List.of("*.tmp"), false).isEverything()).isFalse();
    assertThat(new Selection(List.of(), true).isEverything()).isFalse();
    assertThat(new Selection(List.of(), false, true).isEverything()).isFalse();
  }

  @Test
  void volumesAreNamed() {
    assertThatThrownBy(() -> new VolumeRef.Named(" ")).hasMessageContaining("must not be empty");
    assertThat(new VolumeRef.Named("v")).hasToString("v");
    assertThat(new VolumeRef.Compose("shop", "db")).hasToString("db (compose project shop)");
  }

  @ParameterizedTest
  @CsvSource({"' ',db", "shop,' '"})
  void composeVolumesNeedBothNames(String project, String volume) {
    assertThatThrownBy(() -> new VolumeRef.Compose(project, volume))
        .hasMessageContaining("both a project and a volume");
  }

  private static BackupPlan.Builder plan(Path destination) {
    return BackupPlan.named("p", destination)
        .source(
            new DirectorySource("a", Path.of("/a"), Selection.EVERYTHING, OptionalLong.empty()));
  }
}
