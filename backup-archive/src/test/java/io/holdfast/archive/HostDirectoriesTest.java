package io.holdfast.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.run.DirectoryProbe;
import io.holdfast.core.run.DirectoryProbe.Extent;
import io.holdfast.core.run.DirectoryProbe.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostDirectoriesTest {
  @TempDir private Path root;

  private final HostDirectories directories = new HostDirectories();

  @Test
  void tellsWhatStandsAtAPath() throws Exception {
    Path filled = Files.createDirectory(root.resolve("filled"));
    Path file = Files.writeString(filled.resolve("file"), "x");
    Path empty = Files.createDirectory(root.resolve("empty"));

    assertThat(directories.look(filled)).isEqualTo(State.FILLED);
    assertThat(directories.look(empty)).isEqualTo(State.EMPTY);
    assertThat(directories.look(file)).isEqualTo(State.NOT_A_DIRECTORY);
    assertThat(directories.look(root.resolve("no/such"))).isEqualTo(State.MISSING);
    assertThat(directories.look(file.resolve("below/it"))).isEqualTo(State.MISSING);
  }

  @Test
  void followsLinks() throws Exception {
    Path empty = Files.createDirectory(root.resolve("empty"));
    Path link = Files.createSymbolicLink(root.resolve("link"), empty);
    Path dangling = Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));
    Path loop = Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));

    assertThat(directories.look(link)).isEqualTo(State.EMPTY);
    assertThat(directories.look(dangling)).isEqualTo(State.MISSING);
    assertThat(directories.look(loop)).isEqualTo(State.UNREADABLE);
  }

  @Test
  void tellsTheSpaceOfTheDiskThatADirectoryWouldBeOn() throws Exception {
    DirectoryProbe.Space space = directories.space(root).orElseThrow();

    assertThat(space.free()).isPositive();
    assertThat(directories.space(root.resolve("not/there")))
        .hasValueSatisfying(other -> assertThat(other.disk()).isEqualTo(space.disk()));
  }

  @Test
  void measuresWhatIsSelected() throws Exception {
    Files.writeString(root.resolve("a"), "12345");
    Files.createLink(root.resolve("b"), root.resolve("a"));
    Files.writeString(root.resolve("c.tmp"), "x");
    Files.createDirectory(root.resolve("other"));

    Extent extent =
        directories.measure(
            new SourceContent.Tree(
                root, new Selection(List.of("*.tmp"), false), Set.of(root.resolve("other"))));

    assertThat(extent).isEqualTo(new Extent(3, 5, List.of("left out 1 excluded object: c.tmp")));
  }

  @Test
  void cannotMeasureWhatIsNotThere() {
    assertThatThrownBy(
            () ->
                directories.measure(
                    new SourceContent.Tree(root.resolve("no"), Selection.EVERYTHING, Set.of())))
        .isInstanceOf(SourceException.class);
  }
}
