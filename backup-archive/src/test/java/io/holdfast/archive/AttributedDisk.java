package io.holdfast.archive;

import io.holdfast.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A directory whose file system has extended attributes and ACLs: as it is, or with a disk in
 * memory mounted over it. Where neither has them, or the tools to set them are not there, the test
 * is skipped or fails, see {@link Required}.
 */
public final class AttributedDisk implements AutoCloseable {
  private final Optional<SmallDisk> mounted;

  private AttributedDisk(Optional<SmallDisk> mounted) {
    this.mounted = mounted;
  }

  /**
   * Makes one of an empty directory.
   *
   * @return closed by the caller, which unmounts what was mounted
   */
  public static AttributedDisk at(Path directory) throws IOException {
    if (keepsAll(directory)) {
      return new AttributedDisk(Optional.empty());
    }
    SmallDisk disk = SmallDisk.mount(directory, "512m");
    boolean keeps = false;
    try {
      keeps = keepsAll(directory);
      Required.of(keeps, "no file system here keeps extended attributes and ACLs, or no setfattr");
    } finally {
      if (!keeps) {
        disk.close();
      }
    }
    return new AttributedDisk(Optional.of(disk));
  }

  private static boolean keepsAll(Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "keeps", "");
    try {
      return succeeds("setfattr", "-n", "user.test", "-v", "x", file.toString())
          && succeeds("setfacl", "-m", "u:1234:r--", file.toString());
    } finally {
      Files.delete(file);
    }
  }

  private static boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.onExit().join().exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    if (mounted.isPresent()) {
      mounted.get().close();
    }
  }
}
