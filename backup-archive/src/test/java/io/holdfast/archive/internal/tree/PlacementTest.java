package io.holdfast.archive.internal.tree;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.EntryPath;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {
  @TempDir private Path root;

  @Test
  void moreAmongOthersThanFitsIntoMemoryEndsTheRestore() throws Exception {
    try (TargetDirectories directories = directories(false)) {
      Placement placement = new Placement(directories, true, 1000);
      assertThatThrownBy(() -> makeTwenty(placement))
          .isInstanceOf(DestinationException.class)
          .hasMessageContaining("-Xmx");
    }
  }

  @Test
  void whatGoesIntoFreshDirectoriesIsNotRemembered() throws Exception {
    try (TargetDirectories directories = directories(true)) {
      Placement placement = new Placement(directories, true, 0);
      assertThatCode(() -> makeTwenty(placement)).doesNotThrowAnyException();
    }
  }

  private TargetDirectories directories(boolean fresh) throws Exception {
    TargetDirectory directory = new PathDirectory(root, RawNames.of(root.getFileSystem()));
    return new TargetDirectories(directory, fresh);
  }

  private static void makeTwenty(Placement placement) throws Exception {
    for (int i = 0; i < 20; i++) {
      placement.make(EntryPath.of("f" + i), (directory, name) -> directory.makeFile(name).close());
    }
  }
}
