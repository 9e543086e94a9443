package io.holdfast.core.plan;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A directory of the host.
 *
 * @param name the path its files have in the archive: relative, {@code /}-separated, without {@code
 *     .} or {@code ..} parts
 * @param path where it is, absolute
 */
public record DirectorySource(String name, Path path, Selection selection, OptionalLong maxSize)
    implements Source {
  public DirectorySource {
    SourceNames.requireValid(name);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("directory '" + path + "' must be absolute");
    }
  }

  /** A directory saved whole. */
  public static DirectorySource of(String name, Path path) {
    return new DirectorySource(name, path, Selection.EVERYTHING, OptionalLong.empty());
  }

  @Override
  public String label() {
    return name;
  }
}
