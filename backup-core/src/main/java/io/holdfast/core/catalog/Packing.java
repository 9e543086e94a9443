package io.holdfast.core.catalog;

import io.holdfast.core.plan.Compression;

/**
 * How an archive is to be packed.
 *
 * @param compression how much work goes into its smallness
 * @param reread whether files are read that did not change since an earlier archive
 */
public record Packing(Compression compression, boolean reread) {
  /** What a plan has that asks for nothing else. */
  public static final Packing DEFAULT = new Packing(Compression.FAST, false);
}
