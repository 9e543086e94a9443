package io.holdfast.archive.internal.write;

import io.holdfast.archive.internal.format.SparseDigest;
import io.holdfast.core.catalog.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** The data of a file with holes, hashed with its holes while it is read. Not thread-safe. */
final class HashedData implements ReadableByteChannel {
  private final ReadableByteChannel data;
  private final SparseDigest digest;

  /**
   * @param data not closed
   */
  HashedData(ReadableByteChannel data, Entry file) {
    this.data = data;
    digest = new SparseDigest(file);
  }

  /** The digest, when all was read. */
  FileDigest digest() {
    return FileDigest.of(digest.digest());
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int start = into.position();
    int count = data.read(into);
    digest.update(into.duplicate().flip().position(start));
    return count;
  }

  @Override
  public boolean isOpen() {
    return data.isOpen();
  }

  @Override
  public void close() {}
}
