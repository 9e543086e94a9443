package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.SparseMap;

/**
 * Chooses which files with holes are archived in full, with zeros for the holes. In volumes these
 * are all but the largest, because volumes are restored by the tar of busybox, which does not know
 * holes. Not thread-safe.
 */
final class FilledHoles {
  /** Larger files are archived without their holes, whoever may read them. */
  static final long LARGEST = 4L << 30;

  /** The same when the holes of a source come to more: zeros cost time too. */
  static final long MOST = 64L << 30;

  private final boolean wanted;
  private final LeftOut leftOut;
  private long filled;

  /**
   * @param wanted whether any file is to be archived like that
   * @param leftOut told of those that are not
   */
  FilledHoles(boolean wanted, LeftOut leftOut) {
    this.wanted = wanted;
    this.leftOut = leftOut;
  }

  /** The same map, for a content with or without the holes. */
  SparseMap choose(EntryPath path, long size, SparseMap map) {
    if (!wanted) {
      return map;
    }
    long holes = size - map.dataLength();
    if (size > LARGEST || holes > MOST - filled) {
      leftOut.holes(path);
      return map;
    }
    filled += holes;
    return new SparseMap(map.regions(), true);
  }
}
