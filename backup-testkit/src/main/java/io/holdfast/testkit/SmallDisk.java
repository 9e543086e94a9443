package io.holdfast.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of a few MB in memory (tmpfs), mounted for one test: a disk that gets full, is read
 * only, or goes away. Needs Linux and root.
 *
 * <p>Where it cannot be mounted the test is skipped. With {@code HOLDFAST_REQUIRE_DISKS=true}, as a
 * system property or in the environment, it fails instead.
 */
public final class SmallDisk implements AutoCloseable {
  private static final String REQUIRE = "HOLDFAST_REQUIRE_DISKS";
  private static final int BLOCK = 4096;

  private final Path where;

  private SmallDisk(Path where) {
    this.where = where;
  }

  /**
   * Mounts one over an empty directory, with mode 0700.
   *
   * @param where an empty directory
   * @param size as in {@code 2m}
   * @return closed by the caller, which unmounts it
   * @throws IOException when {@code mount} cannot be run
   */
  public static SmallDisk mount(Path where, String size) throws IOException {
    String failure =
        Files.exists(Path.of("/proc/mounts"))
            ? run("mount", "-t", "tmpfs", "-o", "size=" + size + ",mode=700", "tmpfs", where + "")
            : "mounting needs Linux";
    if (Boolean.getBoolean(REQUIRE) || Boolean.parseBoolean(System.getenv(REQUIRE))) {
      if (!failure.isEmpty()) {
        throw new AssertionError(REQUIRE + " is set, but a disk cannot be mounted: " + failure);
      }
    }
    Assumptions.assumeTrue(failure.isEmpty(), "cannot mount a small disk: " + failure);
    return new SmallDisk(where);
  }

  /**
   * Lets nobody write any more.
   *
   * @throws IOException when it cannot be mounted anew
   */
  public void makeReadOnly() throws IOException {
    String failure = run("mount", "-o", "remount,ro", where.toString());
    if (!failure.isEmpty()) {
      throw new AssertionError(failure);
    }
  }

  /**
   * Fills the disk with a file that was not there.
   *
   * @param filler a file on the disk that is not there
   * @param blocks of 4096 bytes that stay free
   * @throws IOException when it cannot be written, but for the disk being full
   */
  public void fill(Path filler, long blocks) throws IOException {
    long room = Files.getFileStore(where).getUsableSpace() / BLOCK - blocks;
    if (room < 0) {
      throw new IllegalArgumentException(blocks + " blocks are more than are free");
    }
    try (var out = Files.newOutputStream(filler)) {
      byte[] block = new byte[BLOCK];
      for (long i = 0; i < room; i++) {
        out.write(block);
      }
    }
  }

  /**
   * Takes it away, also from under open files, which stay usable.
   *
   * @throws IOException when it cannot be unmounted
   */
  @Override
  public void close() throws IOException {
    run("umount", "-l", where.toString());
  }

  /** Runs a program. The result is empty when it succeeded. */
  private static String run(String... command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    } catch (IOException e) {
      return e.toString();
    }
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return process.onExit().join().exitValue() == 0 ? "" : output + " ";
  }
}
