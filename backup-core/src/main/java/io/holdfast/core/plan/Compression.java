package io.holdfast.core.plan;

/** How much work a run puts into a small archive. Every choice makes an ordinary tar.gz. */
public enum Compression {
  /** As fast as the disk where a native library works; about one percent larger than gzip -6. */
  FAST,

  /** No larger than gzip -6, in a fraction of its time. */
  BALANCED,

  /** As small as deflate data gets at bearable cost: several times the work of {@code BALANCED}. */
  SMALL,

  /** Stored as it is: for sources that are compressed already, or a destination that compresses. */
  NONE
}
