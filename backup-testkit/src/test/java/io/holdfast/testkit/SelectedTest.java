package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.plan.Selection;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SelectedTest {
  private static final FileTree TREE =
      FileTree.builder()
          .file("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55")
          .file("a.tmp", "1")
          .file("d/b", "2")
          .build();

  private static List<String> names(FileTree tree) {
    return tree.entries().stream().map(e -> e.path().text()).toList();
  }

  @Test
  void nothingIsLeftOutUnlessAskedFor() {
    assertThat(Selected.ofDirectory(TREE, Selection.EVERYTHING)).isEqualTo(TREE);
  }

  @Test
  void rootThatIsACacheKeepsOnlyItsTag() {
    Selection caches = new Selection(List.of(), true);
    assertThat(names(Selected.ofDirectory(TREE, caches))).containsExactly("", "CACHEDIR.TAG");
    assertThat(Selected.ofTar(TREE, caches)).isEqualTo(TREE);
  }

  @Test
  void linkToAnExcludedFileBecomesTheFile() {
    FileTree tree = TREE.toBuilder().hardLink("z", "a.tmp").build();
    FileTree rest = Selected.ofTar(tree, new Selection(List.of("*.tmp"), false));
    assertThat(names(rest)).containsExactly("", "CACHEDIR.TAG", "d", "d/b", "z");
    assertThat(rest.text("z")).isEqualTo("1");
  }
}
