package io.holdfast.core.catalog;

/** Hears how many bytes have been worked through. Called often, on the working thread. */
@FunctionalInterface
public interface ProgressListener {
  /** Hears nothing. */
  ProgressListener NONE = bytes -> {};

  /**
   * Some more bytes went by.
   *
   * @param bytes content bytes since the last call
   */
  void advanced(long bytes);
}
