package io.holdfast.core.plan;

/** What a run does about a source that is not there. */
public enum OnMissingSource {
  /** Warn, save the others, and call the archive incomplete. */
  WARN,
  /** Stop before anything is written. */
  FAIL
}
