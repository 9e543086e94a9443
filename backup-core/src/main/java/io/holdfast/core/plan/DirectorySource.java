package io.holdfast.core.plan;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A directory of the host.
 *
 * @param name the path its files have in the archive: relative, {@code /}-separated, without {@code
 *     .} or {@code ..} parts
 * @param path where it is, absolute
 * @param selection what of it is left out
 * @param maxSize the largest size in bytes that is still saved; empty for no limit
 */
public record DirectorySource(String name, Path path, Selection selection, OptionalLong maxSize)
    implements Source {
  /**
   * A directory with a name that is safe in an archive.
   *
   * @param name the path its files have in the archive: relative, {@code /}-separated, without
   *     {@code .} or {@code ..} parts
   * @param path where it is, absolute
   * @param selection what of it is left out
   * @param maxSize the largest size in bytes that is still saved; empty for no limit
   * @throws IllegalArgumentException when the name is not as described, or the path not absolute
   */
  public DirectorySource {
    SourceNames.requireValid(name);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("directory '" + path + "' must be absolute");
    }
  }

  /**
   * A directory saved whole, of any size.
   *
   * @param name the path its files have in the archive
   * @param path where it is, absolute
   * @return a source without excludes and limit
   * @throws IllegalArgumentException when the name is not as described, or the path not absolute
   */
  public static DirectorySource of(String name, Path path) {
    return new DirectorySource(name, path, Selection.EVERYTHING, OptionalLong.empty());
  }

  @Override
  public String label() {
    return name;
  }
}
