package io.holdfast.core.plan;

/** What happens to the running containers that use a volume while it is read. */
public enum QuiesceMode {
  /** They go on; what they write meanwhile may be saved half. */
  NONE,

  /** They are frozen; what they hold in memory and have not written yet is not saved. */
  PAUSE,

  /** They are stopped as by an operator, and started again: the volume is at rest. */
  STOP
}
