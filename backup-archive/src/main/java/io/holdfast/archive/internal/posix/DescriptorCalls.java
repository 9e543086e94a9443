package io.holdfast.archive.internal.posix;

import static io.holdfast.archive.internal.posix.CLibrary.zeroTerminated;

import com.sun.jna.LastErrorException;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Files and directories by the numbers of their descriptors: open(2), lseek(2). Whoever opens one
 * closes it. Thread-safe.
 */
public final class DescriptorCalls {
  private static final int O_NONBLOCK = 04000;
  private static final int O_CLOEXEC = 02000000;
  private static final int O_PATH = 010000000;
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int STATX_BLOCKS = 0x400;
  private static final int STATX_LENGTH = 256;
  private static final int STX_BLOCKS = 48;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  // Two of the numbers are others on some processors.
  private static final boolean OTHERS = Platform.isARM() || Platform.isPPC();
  private static final int O_DIRECTORY = OTHERS ? 040000 : 0200000;
  private static final int O_NOFOLLOW = OTHERS ? 0100000 : 0400000;

  private DescriptorCalls() {}

  /** The calls; empty where they are not offered. */
  public static Optional<DescriptorCalls> load() {
    return Holder.CALLS;
  }

  /** The path of what is open: the thing itself, whatever its name is now. */
  public static String path(int descriptor) {
    return "/proc/self/fd/" + descriptor;
  }

  /**
   * Opens a directory to reach what is in it, not to list it ({@code O_PATH}), which needs no right
   * to read it. A link at the path's end is followed.
   */
  public int openDirectory(String path) throws IOException {
    return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  }

  /** Opens a file for reading. Neither follows a link at the path's end nor waits for a FIFO. */
  public int openFile(String path) throws IOException {
    return open(path, O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  }

  private static int open(String path, int flags) throws IOException {
    try {
      return LibC.open(zeroTerminated(path), flags);
    } catch (LastErrorException e) {
      throw CLibrary.failure(path, e);
    }
  }

  /**
   * Bytes that a file takes on the disk; a link at the path's end is not followed. Fewer than its
   * size where it has holes, or the file system compresses.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
   */
  public long allocated(String path) throws IOException {
    byte[] found = new byte[STATX_LENGTH];
    try {
      LibC.statx(AT_FDCWD, zeroTerminated(path), AT_SYMLINK_NOFOLLOW, STATX_BLOCKS, found);
    } catch (LastErrorException e) {
      throw CLibrary.failure(path, e);
    }
    return 512 * ByteBuffer.wrap(found).order(ByteOrder.nativeOrder()).getLong(STX_BLOCKS);
  }

  /** Closes what was only read. */
  public void close(int descriptor) {
    try {
      LibC.close(descriptor);
    } catch (LastErrorException e) {
      // The descriptor is free all the same, and nothing was written.
    }
  }

  /**
   * Where the first data at or behind a place of a file is; empty when only a hole follows, or
   * nothing. Moves the descriptor's position. A file system without holes says: here.
   */
  public Optional<Long> dataFrom(int descriptor, long offset) throws IOException {
    try {
      return Optional.of(LibC.lseek(descriptor, offset, SEEK_DATA));
    } catch (LastErrorException e) {
      if (e.getErrorCode() == CLibrary.ENXIO) {
        return Optional.empty();
      }
      throw CLibrary.failure(path(descriptor), e);
    }
  }

  /**
   * Where the first hole at or behind a place of a file is, or its end; empty when the place is
   * behind the end. Moves the descriptor's position.
   */
  public Optional<Long> holeFrom(int descriptor, long offset) throws IOException {
    try {
      return Optional.of(LibC.lseek(descriptor, offset, SEEK_HOLE));
    } catch (LastErrorException e) {
      if (e.getErrorCode() == CLibrary.ENXIO) {
        return Optional.empty();
      }
      throw CLibrary.failure(path(descriptor), e);
    }
  }

  /** Loads when it is first asked for. */
  private static final class Holder {
    private static final Optional<DescriptorCalls> CALLS =
        CLibrary.bind(LibC.class) ? Optional.of(new DescriptorCalls()) : Optional.empty();
  }

  /** The functions as C has them. */
  private static final class LibC {
    static native int open(byte[] path, int flags) throws LastErrorException;

    static native int statx(int directory, byte[] path, int flags, int mask, byte[] found)
        throws LastErrorException;

    static native int close(int fd) throws LastErrorException;

    static native long lseek(int fd, long offset, int whence) throws LastErrorException;
  }
}
