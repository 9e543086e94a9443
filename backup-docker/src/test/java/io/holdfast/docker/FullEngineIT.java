package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.EngineException;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.testkit.RequiresDocker;
import io.holdfast.testkit.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real engine whose own disk is full. */
@RequiresDocker
@Timeout(120)
final class FullEngineIT {
  @TempDir private Path folder;

  @Test
  void whatItHasNoRoomForIsSaidWithTheRemedy() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path filler = data.resolve("filler");
    try (SmallDisk disk = SmallDisk.mount(data, "24m");
        OwnEngineFixture fixture = new OwnEngineFixture("--data-root=" + data).withImage();
        DockerEngine engine = fixture.engine()) {
      Volume volume = fixture.volume("data", "echo hello >f");
      disk.fill(filler, 0);
      for (VolumeAccess access : List.of(VolumeAccess.HELPER, VolumeAccess.COPY)) {
        assertThatThrownBy(() -> engine.read(volume, access, Selection.EVERYTHING))
            .isInstanceOf(EngineException.class)
            .hasMessageContainingAll("no space left on device", "docker system df");
      }
      Files.delete(filler);
      for (VolumeAccess access : List.of(VolumeAccess.HELPER, VolumeAccess.COPY)) {
        try (VolumeReader reader = engine.read(volume, access, Selection.EVERYTHING)) {
          assertThat(TarEntries.read(OwnEngineFixture.tar(reader))).containsKey("./f");
          assertThat(reader.finish()).isEmpty();
        }
      }
      engine.recover();
      assertThat(fixture.helpers()).isEmpty();
    }
  }
}
