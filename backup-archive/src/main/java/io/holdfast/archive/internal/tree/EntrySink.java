package io.holdfast.archive.internal.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import java.nio.channels.ReadableByteChannel;

/** Takes the entries of a tree, one after the other. Only {@link #accept} has to do something. */
@FunctionalInterface
public interface EntrySink {

  /**
   * Takes one entry.
   *
   * @param content delivers exactly {@code entry.size()} bytes, most directly into a direct buffer,
   *     and never fails for reasons of the source: what cannot be read is zeros and an issue; only
   *     an interrupt of the thread ends it, as {@code ClosedByInterruptException}. Empty for
   *     everything but files. It is valid during the call only, and need not be closed
   */
  void accept(Entry entry, ReadableByteChannel content)
      throws DestinationException, InterruptedException;

  /**
   * Takes a file before it is opened, if its content is known already.
   *
   * @return false when it has to be read
   */
  default boolean acceptUnread(Entry file, FileState state)
      throws DestinationException, InterruptedException {
    return false;
  }

  /** Hears that the file that was accepted last did not change while it was read. */
  default void heldStill(FileState state) {}
}
