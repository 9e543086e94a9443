package io.holdfast.archive.internal.read;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Ranges of a file, read in large pieces into blocks of memory that are used again. Either through
 * the page cache, or past it ({@code O_DIRECT}), so that what is read is what the disk has and not
 * what was written a moment ago. Thread-safe.
 */
final class FileBytes implements AutoCloseable {
  /** A range that is read at once is not longer, unless one member is. */
  static final int PIECE = 1 << 20;

  /** So many bytes a member can be longer than its chunk when that was stored. */
  private static final int STORED_EXTRA = 1 << 10;

  /** They take {@code O_DIRECT} and read from memory all the same, or are memory. */
  private static final Set<String> NO_DISKS = Set.of("tmpfs", "ramfs", "zfs");

  private final FileChannel file;
  private final int unit;
  private final String medium;
  private final Queue<ByteBuffer> blocks = new ConcurrentLinkedQueue<>();

  private FileBytes(FileChannel file, int unit, String medium) {
    this.file = file;
    this.unit = unit;
    this.medium = medium;
  }

  /** Through the page cache. Closing it closes the file. */
  static FileBytes cached(FileChannel file) {
    return cached(file, "");
  }

  private static FileBytes cached(FileChannel file, String why) {
    return new FileBytes(file, 1, "the page cache" + why);
  }

  /** From the disk where that can be had, otherwise through the page cache. */
  static FileBytes fromMedium(Path path) throws IOException {
    FileStore store = Files.getFileStore(path);
    String why = " (" + store.type() + " cannot be read past it)";
    if (!NO_DISKS.contains(store.type())) {
      try {
        return direct(path, (int) store.getBlockSize());
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
        // The file system has no such thing: not worth more than saying where it was read from.
      }
    }
    return cached(FileChannel.open(path, StandardOpenOption.READ), why);
  }

  private static FileBytes direct(Path path, int unit) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ, ExtendedOpenOption.DIRECT);
    boolean works = false;
    try {
      FileBytes bytes = new FileBytes(file, unit, "the disk");
      bytes.give(bytes.read(bytes.take(unit), 0, unit)); // some only fail when it is used
      works = true;
      return bytes;
    } finally {
      if (!works) {
        file.close();
      }
    }
  }

  /** Where the bytes come from, for people: "the disk", or "the page cache" and why. */
  String medium() {
    return medium;
  }

  long size() throws IOException {
    return file.size();
  }

  /** A block with room for a range of this length. */
  ByteBuffer take(int length) {
    ByteBuffer block = blocks.poll();
    if (block != null && block.capacity() >= length + 2 * unit) {
      return block;
    }
    // What lies around the range, and what the alignment takes at both ends.
    int room = Math.max(length, PIECE + STORED_EXTRA) + 4 * unit;
    return ByteBuffer.allocateDirect(room).alignedSlice(unit);
  }

  /** Gives a block back. */
  void give(ByteBuffer block) {
    blocks.add(block);
  }

  /**
   * Reads a range.
   *
   * @param block from {@link #take}
   * @return the block, whose remaining bytes are the range, or as much of it as the file has
   */
  ByteBuffer read(ByteBuffer block, long offset, int length) throws IOException {
    int before = (int) (offset % unit);
    int whole = (before + length + unit - 1) / unit * unit;
    block.clear().limit(whole);
    while (block.hasRemaining()) {
      int got = file.read(block, offset - before + block.position());
      if (got <= 0 || block.position() % unit != 0) {
        break; // only the end of the file is not a multiple of the unit
      }
    }
    int end = Math.min(block.position(), before + length);
    return block.limit(Math.max(before, end)).position(before);
  }

  @Override
  public void close() {
    ArchiveReader.closeQuietly(file);
  }
}
