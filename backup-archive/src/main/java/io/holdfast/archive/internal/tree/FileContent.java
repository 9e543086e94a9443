package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.SparseMap;
import io.holdfast.core.catalog.SparseMap.Region;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;

/**
 * The content of a file in exactly the promised length: not more when the file grew, zeros for what
 * is missing or cannot be read. Not thread-safe.
 */
final class FileContent implements ReadableByteChannel {
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(8192).asReadOnlyBuffer();

  private final FileChannel file;
  private final long size;
  private final long length;
  private final long dataLength;
  private final boolean filled;
  private final Iterator<Region> regions;
  private long left;
  private long holeLeft;
  private long regionLeft;
  private long read;
  private boolean ended;
  private boolean interrupted;
  private Optional<String> failure = Optional.empty();

  /**
   * Starts at the file's beginning.
   *
   * @param file not closed
   */
  FileContent(FileChannel file, long size) {
    this(file, size, Optional.empty());
  }

  /**
   * Starts at the file's first data.
   *
   * @param file not closed
   * @param map where the file has data, if it has holes, which are never read
   */
  FileContent(FileChannel file, long size, Optional<SparseMap> map) {
    this.file = file;
    this.size = size;
    this.dataLength = map.isPresent() ? map.get().dataLength() : size;
    this.filled = map.isPresent() && map.get().filled();
    this.length = filled ? size : dataLength;
    this.left = length;
    this.regions = map.isPresent() ? map.get().regions().iterator() : Collections.emptyIterator();
    this.regionLeft = map.isPresent() ? 0 : size;
  }

  /** How many bytes are to come from the file. */
  long dataLength() {
    return dataLength;
  }

  /** How many bytes of the file were read or are holes; its size, when all of it was read. */
  long placeRead() {
    return read + size - dataLength;
  }

  /** How many bytes came from the file. */
  long bytesRead() {
    return read;
  }

  /** Whether the file ended before the promised length. */
  boolean isShort() {
    return ended;
  }

  /** Why reading was given up, for people. */
  Optional<String> failure() {
    return failure;
  }

  /** Whether the thread was interrupted while it waited for the file. */
  boolean wasInterrupted() {
    return interrupted;
  }

  /**
   * Reads what the file has, without zeros after it. Stops at the expected size without asking for
   * the file's end, since whoever looks at the file afterwards sees whether it grew.
   *
   * @return how many bytes there were; fewer than expected when the file ended or reading failed,
   *     more when it grew
   */
  int readInto(ByteBuffer into, long expected) throws ClosedByInterruptException {
    int start = into.position();
    while (into.hasRemaining() && into.position() - start < expected && isReadable()) {
      fill(into);
    }
    return into.position() - start;
  }

  @Override
  public int read(ByteBuffer into) throws ClosedByInterruptException {
    if (left == 0) {
      return -1;
    }
    int start = into.position();
    int limit = into.limit();
    if (holeLeft == 0 && regionLeft == 0) {
      nextRegion();
    }
    boolean hole = holeLeft > 0;
    into.limit((int) Math.min(limit, start + (hole ? holeLeft : regionLeft)));
    try {
      if (!hole && isReadable()) {
        fill(into);
      }
      if (hole || !isReadable()) {
        zeros(into);
      }
    } finally {
      into.limit(limit);
    }
    int count = into.position() - start;
    left -= count;
    holeLeft -= hole ? count : 0;
    regionLeft -= hole ? 0 : count;
    return count;
  }

  private void nextRegion() throws ClosedByInterruptException {
    if (!regions.hasNext()) {
      holeLeft = left;
      return;
    }
    Region region = regions.next();
    holeLeft = filled ? region.offset() - (length - left) : 0;
    regionLeft = region.length();
    try {
      file.position(region.offset());
    } catch (ClosedByInterruptException e) {
      interrupted = true;
      throw e;
    } catch (IOException e) {
      failure = Optional.of(Reason.of(e));
    }
  }

  private boolean isReadable() {
    return !ended && failure.isEmpty();
  }

  private void fill(ByteBuffer into) throws ClosedByInterruptException {
    try {
      int count = file.read(into);
      ended = count < 0;
      read += Math.max(0, count);
    } catch (ClosedByInterruptException e) {
      interrupted = true;
      throw e;
    } catch (IOException e) {
      failure = Optional.of(Reason.of(e));
    }
  }

  private static void zeros(ByteBuffer into) {
    while (into.hasRemaining()) {
      int count = Math.min(into.remaining(), ZEROS.capacity());
      into.put(into.position(), ZEROS, 0, count);
      into.position(into.position() + count);
    }
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() {}
}
