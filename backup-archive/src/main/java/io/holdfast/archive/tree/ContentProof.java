package io.holdfast.archive.tree;

import java.util.Optional;

/** Tells, some time after a content was read, whether it is the one it should be. */
public interface ContentProof {

  /** Whether {@link #await} would return at once. */
  boolean isReady();

  /**
   * Waits until the content is compared, which takes no longer than to hash what is in memory. An
   * interrupt does not end the wait, and is kept.
   *
   * @return what is wrong with the content, for people; empty when nothing is
   */
  Optional<String> await();
}
