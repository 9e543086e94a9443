package io.holdfast.core.plan;

/** What happens to the running containers that use a volume while it is read. */
public enum QuiesceMode {
  NONE,
  PAUSE,
  STOP
}
