package io.holdfast.core.catalog;

import io.holdfast.core.plan.Compression;

/**
 * How an archive is to be packed.
 *
 * @param compression how much work goes into its smallness
 */
public record Packing(Compression compression) {
  /** What a plan has that asks for nothing else. */
  public static final Packing DEFAULT = new Packing(Compression.FAST);
}
