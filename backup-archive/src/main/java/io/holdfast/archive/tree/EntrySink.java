package io.holdfast.archive.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import java.nio.channels.ReadableByteChannel;

/** Takes the entries of a tree, one after the other. */
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
}
