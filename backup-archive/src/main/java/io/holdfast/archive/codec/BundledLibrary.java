package io.holdfast.archive.codec;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A native library that the jar carries as a file. */
final class BundledLibrary {
  private BundledLibrary() {}

  /**
   * Loads a library. It stays loaded; nothing of it stays on disk.
   *
   * @param resource absolute, on the class path
   * @throws IOException or a {@link LinkageError} when it does not work here
   */
  static NativeLibrary load(String resource) throws IOException {
    return load(resource, directories());
  }

  /**
   * As above.
   *
   * @param directories to unpack it in, tried one after the other: one may be full, or on a file
   *     system that executes nothing
   */
  static NativeLibrary load(String resource, List<Path> directories) throws IOException {
    IOException unwritable = new IOException("there is no directory for temporary files");
    UnsatisfiedLinkError unusable = null;
    for (Path directory : directories) {
      try {
        return load(resource, directory);
      } catch (UnsatisfiedLinkError e) {
        unusable = e;
      } catch (IOException e) {
        unwritable = e;
      }
    }
    if (unusable != null) {
      throw unusable;
    }
    throw unwritable;
  }

  /**
   * The JVM's directory for temporary files, and the one from which JNA could load its own part.
   */
  private static List<Path> directories() {
    List<Path> directories = new ArrayList<>();
    directories.add(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    String dispatch = System.getProperty("jnidispatch.path");
    if (dispatch != null) {
      Path parent = Path.of(dispatch).getParent();
      if (parent != null && !directories.contains(parent)) {
        directories.add(parent);
      }
    }
    return directories;
  }

  private static NativeLibrary load(String resource, Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "holdfast", ".so");
    try {
      try (InputStream bytes = BundledLibrary.class.getResourceAsStream(resource)) {
        if (bytes == null) {
          throw new IOException("this build carries no " + resource);
        }
        Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return NativeLibrary.getInstance(file.toString());
    } finally {
      Files.deleteIfExists(file); // the kernel keeps what is mapped
    }
  }
}
