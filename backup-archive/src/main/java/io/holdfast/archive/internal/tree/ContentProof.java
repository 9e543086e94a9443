package io.holdfast.archive.internal.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Tells, some time after a content was read, whether it is the one it should be; and writes it
 * meanwhile, if it can.
 */
public interface ContentProof {

  /**
   * Has the content written behind the back of whoever reads it. Before the first byte is read.
   *
   * @param file gets all of the content in its order, in other threads, until {@link #await} or
   *     {@link #abandon} returns
   * @return false when whoever reads must write
   */
  default boolean writeTo(Receiver file) {
    return false;
  }

  /** Whether {@link #await} would return at once. */
  boolean isReady();

  /**
   * Waits until the content is compared and written, which takes no longer than to hash and write
   * what is in memory. An interrupt does not end the wait, and is kept.
   *
   * @return what is wrong with the content, for people; empty when nothing is
   * @throws IOException what the receiver threw first
   */
  Optional<String> await() throws IOException;

  /** Waits until nothing is written any more, when the content was not read to its end. */
  default void abandon() {}

  /** Where a content goes. */
  @FunctionalInterface
  interface Receiver {
    /**
     * Writes some bytes behind those before.
     *
     * @param bytes all of them, up to their limit
     */
    void write(ByteBuffer bytes) throws IOException;
  }
}
