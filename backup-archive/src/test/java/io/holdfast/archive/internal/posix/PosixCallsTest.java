package io.holdfast.archive.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The C library's calls, on real files. */
@EnabledOnOs(OS.LINUX)
class PosixCallsTest {
  private static final String BYTES = "\u00ff\u0000\nlast";

  @TempDir Path directory;
  private final XattrCalls attributes = XattrCalls.load().orElseThrow();
  private final DescriptorCalls descriptors = DescriptorCalls.load().orElseThrow();
  private Path file;

  @BeforeEach
  void make() throws IOException {
    file = Files.writeString(directory.resolve("file"), "content");
  }

  @Test
  void attributesKeepAnyBytes() throws IOException {
    set(file, "user.b", BYTES);
    set(file, "user.a", "");

    assertThat(attributes.list(file.toString())).contains("user.a", "user.b");
    assertThat(attributes.get(file.toString(), "user.b")).contains(BYTES);
    assertThat(attributes.get(file.toString(), "user.a")).contains("");
    assertThat(attributes.get(file.toString(), "user.none")).isEmpty();

    attributes.remove(file.toString(), "user.b");
    assertThat(attributes.list(file.toString())).doesNotContain("user.b");
  }

  @Test
  void attributesOfWhatIsOpenAreThoseOfTheFile() throws IOException {
    set(file, "user.a", "by path");
    int open = descriptors.openFile(file.toString());
    try {
      attributes.set(open, "user.b", "by descriptor");
      attributes.remove(open, "user.a");

      assertThat(attributes.list(open)).contains("user.b").doesNotContain("user.a");
      assertThat(attributes.get(open, "user.b")).contains("by descriptor");
    } finally {
      descriptors.close(open);
    }
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    set(file, "user.a", "of the file");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));

    assertThat(attributes.list(link.toString())).doesNotContain("user.a");
    assertThatThrownBy(() -> descriptors.openFile(link.toString())).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsInAnOpenDirectoryStaysReachableWhenItsNameIsTakenByAnother() throws IOException {
    set(file, "user.a", "right");
    Path moved = directory.resolveSibling("moved-" + directory.getFileName());
    int open = descriptors.openDirectory(directory.toString());
    try {
      Files.move(directory, moved);
      assertThat(attributes.get(DescriptorCalls.path(open) + "/file", "user.a")).contains("right");
    } finally {
      descriptors.close(open);
      Files.move(moved, directory);
    }
  }

  @Test
  void whatIsMissingIsTold() {
    assertThatThrownBy(() -> attributes.list(directory.resolve("none").toString()))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void dataIsFoundBetweenHoles() throws IOException {
    long far = 1L << 40;
    try (FileChannel sparse =
        FileChannel.open(
            directory.resolve("sparse"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      sparse.write(ByteBuffer.allocate(1 << 16), far);
      sparse.write(ByteBuffer.allocate(1), 2 * far - 1);
    }
    int open = descriptors.openFile(directory.resolve("sparse").toString());
    try {
      assertThat(descriptors.dataFrom(open, 0)).isEqualTo(Optional.of(far));
      assertThat(descriptors.holeFrom(open, far)).isEqualTo(Optional.of(far + (1 << 16)));
      assertThat(descriptors.dataFrom(open, 2 * far)).isEmpty();
    } finally {
      descriptors.close(open);
    }
  }

  /** Sets an attribute, or skips the test where the file system of temporary files has none. */
  private void set(Path path, String name, String value) throws IOException {
    try {
      attributes.set(path.toString(), name, value);
    } catch (NotSupportedException e) {
      assumeThat(false).as("%s has no user attributes", Files.getFileStore(path).type()).isTrue();
    }
  }
}
