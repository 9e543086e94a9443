package io.holdfast.core.restore;

import java.nio.file.Path;
import java.util.List;

/**
 * What is to be restored, and where.
 *
 * @param sources names of sources; empty means all
 * @param paths patterns of paths, {@code <source>/<path>}, or relative to the source where exactly
 *     one is named; {@code *} and {@code ?} stay within a part, {@code **} does not; a directory
 *     brings its content; empty means everything
 * @param target where the data goes
 * @param overwrite whether a target that has content may be written into
 * @param dryRun whether to say what would be done, and do nothing
 */
public record RestoreRequest(
    List<String> sources, List<String> paths, Target target, boolean overwrite, boolean dryRun) {
  /**
   * A request with copies of its lists.
   *
   * @param sources names of sources; empty means all
   * @param paths patterns of paths, {@code <source>/<path>}, or relative to the source where
   *     exactly one is named; {@code *} and {@code ?} stay within a part, {@code **} does not; a
   *     directory brings its content; empty means everything
   * @param target where the data goes
   * @param overwrite whether a target that has content may be written into
   * @param dryRun whether to say what would be done, and do nothing
   */
  public RestoreRequest {
    sources = List.copyOf(sources);
    paths = List.copyOf(paths);
  }

  /** Where restored data goes. */
  public sealed interface Target {
    /**
     * Directories to their recorded paths, volumes to volumes of their name, made again if missing.
     */
    record Original() implements Target {}

    /**
     * Every source to a directory of its name below this one, volumes as plain directories too.
     *
     * @param path made if missing
     */
    record Directory(Path path) implements Target {}

    /**
     * The one selected source into this volume, made if missing.
     *
     * @param volume its full name
     */
    record IntoVolume(String volume) implements Target {}
  }
}
