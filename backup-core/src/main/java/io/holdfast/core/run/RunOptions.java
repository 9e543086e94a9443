package io.holdfast.core.run;

/**
 * What may differ between two runs of one plan.
 *
 * @param reread whether every file is read, even those that did not change since the last archive
 */
public record RunOptions(boolean reread) {
  /** What a run does unless it is asked for something else. */
  public static final RunOptions DEFAULT = new RunOptions(false);
}
