package io.holdfast.archive.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MountPointTest {
  private static final String LINE = "36 35 98:0 / %s rw,noatime master:1 - %s /dev/root rw";

  @TempDir private Path folder;

  @Test
  void directoriesAndWhatIsMissingAreNoMountPoints() throws Exception {
    assertThat(MountPoint.isMounted(folder)).isFalse();
    assertThat(MountPoint.isMounted(folder.resolve("missing"))).isFalse();
    assertThat(MountPoint.isMounted(Files.createFile(folder.resolve("file")))).isFalse();
  }

  @Test
  void followsALinkToAMountPoint() throws Exception {
    Path root = Files.createSymbolicLink(folder.resolve("root"), Path.of("/"));

    assertThat(MountPoint.isMounted(Path.of("/"))).isTrue();
    assertThat(MountPoint.isMounted(root)).isTrue();
    Files.delete(root);
  }

  @Test
  void readsNamesAsTheKernelWritesThem() {
    assertThat(MountPoint.isListed(Path.of("/mnt/a b"), lines("/mnt/a\\040b", "ext4"))).isTrue();
    assertThat(MountPoint.isListed(Path.of("/mnt/a"), lines("/mnt/a\\040b", "ext4"))).isFalse();
    assertThat(MountPoint.isListed(Path.of("/mnt"), lines("/mnt/a", "ext4"))).isFalse();
    assertThat(MountPoint.isListed(Path.of("/mnt/Größe"), lines("/mnt/Größe", "ext4"))).isTrue();
  }

  /** The point of an automount is listed before its disk is there. */
  @Test
  void anAutomountIsNotItsDisk() {
    assertThat(MountPoint.isListed(Path.of("/mnt"), lines("/mnt", "autofs"))).isFalse();
    assertThat(MountPoint.isListed(Path.of("/mnt"), List.of("", "no line of it", "- - - - -")))
        .isFalse();
  }

  private static List<String> lines(String point, String type) {
    byte[] bytes = String.format(Locale.ROOT, LINE, point, type).getBytes(StandardCharsets.UTF_8);
    return List.of(
        String.format(Locale.ROOT, LINE, "/", "overlay"),
        new String(bytes, StandardCharsets.ISO_8859_1));
  }
}
