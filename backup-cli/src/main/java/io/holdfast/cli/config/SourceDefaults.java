package io.holdfast.cli.config;

import io.holdfast.core.plan.VolumeAccess;
import java.util.List;

/**
 * What the top level says for all sources.
 *
 * @param exclude patterns that come before a source's own
 * @param excludeCaches for directories only
 * @param oneFileSystem for directories only
 * @param access for volumes only
 */
record SourceDefaults(
    List<String> exclude, boolean excludeCaches, boolean oneFileSystem, VolumeAccess access) {
  SourceDefaults {
    exclude = List.copyOf(exclude);
  }
}
