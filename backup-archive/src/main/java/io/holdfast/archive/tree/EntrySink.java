package io.holdfast.archive.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import java.io.InputStream;

/** Takes the entries of a tree, one after the other. */
@FunctionalInterface
public interface EntrySink {

  /**
   * Takes one entry.
   *
   * @param content delivers exactly {@code entry.size()} bytes and never fails for reasons of the
   *     source: what cannot be read is zeros and an issue; empty for everything but files. It is
   *     valid during the call only, and need not be closed
   */
  void accept(Entry entry, InputStream content) throws DestinationException, InterruptedException;
}
