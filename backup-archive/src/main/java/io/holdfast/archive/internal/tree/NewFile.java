package io.holdfast.archive.internal.tree;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that was just made, open for writing. Whoever made it closes it. Not thread-safe. */
interface NewFile extends ObjectAttributes, AutoCloseable {
  /** Writes some of the bytes behind those before. */
  void write(ByteBuffer bytes) throws IOException;

  /** Leaves a hole of this many bytes. */
  void skip(long count) throws IOException;

  /** Ends the file here, also behind a hole. */
  void setSize(long size) throws IOException;

  /** Closes it; what could not be written may show only now. */
  @Override
  void close() throws IOException;
}
