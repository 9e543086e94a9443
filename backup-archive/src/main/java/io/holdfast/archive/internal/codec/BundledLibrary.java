package io.holdfast.archive.internal.codec;

import com.sun.jna.Native;
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
    // the first look at this class starts JNA, which then says where it could load from
    if (Native.POINTER_SIZE != Long.BYTES) {
      throw new IOException("this is no machine of 64 bits");
    }
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

  private static Path emptyFile(Path directory) throws IOException {
    try {
      return Files.createTempFile(directory, "holdfast", ".so");
    } catch (IOException e) {
      throw new IOException("no file can be made in " + directory, e);
    }
  }

  private static NativeLibrary load(String resource, Path directory) throws IOException {
    Path file = emptyFile(directory);
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
