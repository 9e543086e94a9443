package io.holdfast.archive.internal.posix;

import static io.holdfast.archive.internal.posix.CLibrary.zeroTerminated;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * Writing into directories that are held open, and to files that are: openat(2), renameat(2),
 * fchown(2) and their like. A name is a single one, as raw bytes; a link that stands there is never
 * followed. Thread-safe.
 */
public final class WritingCalls {
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int O_WRONLY = 1;
  private static final int O_CREAT = 0100;
  private static final int O_EXCL = 0200;
  private static final int O_CLOEXEC = 02000000;
  private static final int O_PATH = 010000000;
  private static final int SEEK_CUR = 1;
  private static final long UTIME_OMIT = (1L << 30) - 2;

  // Two of the numbers are others on some processors.
  private static final boolean OTHERS = Platform.isARM() || Platform.isPPC();
  private static final int O_DIRECTORY = OTHERS ? 040000 : 0200000;
  private static final int O_NOFOLLOW = OTHERS ? 0100000 : 0400000;

  private WritingCalls() {}

  /** The calls; empty where they are not offered. */
  public static Optional<WritingCalls> load() {
    return Holder.CALLS;
  }

  /**
   * Opens a directory, to reach what is in it and nothing else ({@code O_PATH}). A link at the
   * path's end is followed.
   */
  public int openDirectory(String path) throws IOException {
    return open(AT_FDCWD, path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
  }

  /** Opens a directory in another one, to reach what is in it. */
  public int openDirectory(int directory, String name) throws IOException {
    return open(directory, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
  }

  /** Opens an open directory again, so that its own attributes can be set. */
  public int reopenDirectory(int directory) throws IOException {
    return open(directory, ".", O_DIRECTORY | O_CLOEXEC, 0);
  }

  /** Opens an object of whatever kind as a mere handle, links too, to name it by its number. */
  public int openAny(int directory, String name) throws IOException {
    return open(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0);
  }

  /** Makes a file for its owner alone, open for writing. */
  public int createFile(int directory, String name) throws IOException {
    return open(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  }

  private static int open(int directory, String name, int flags, int mode) throws IOException {
    try {
      return LibC.openat(directory, zeroTerminated(name), flags, mode);
    } catch (LastErrorException e) {
      throw CLibrary.failure(name, e);
    }
  }

  /**
   * Closes a descriptor, which is free afterwards whatever happens.
   *
   * @throws IOException when what was written to a file did not get there
   */
  public void close(int descriptor) throws IOException {
    try {
      LibC.close(descriptor);
    } catch (LastErrorException e) {
      throw CLibrary.failure(DescriptorCalls.path(descriptor), e);
    }
  }

  /**
   * Writes some of a buffer's bytes, and moves its position behind them.
   *
   * @param bytes a direct buffer
   */
  public void write(int file, ByteBuffer bytes) throws IOException {
    long address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes)) + bytes.position();
    try {
      long written = LibC.write(file, address, bytes.remaining());
      bytes.position(bytes.position() + (int) written);
    } catch (LastErrorException e) {
      if (e.getErrorCode() != CLibrary.EINTR) {
        throw CLibrary.failure(DescriptorCalls.path(file), e);
      }
    }
  }

  /** Leaves a hole of this many bytes. */
  public void skip(int file, long count) throws IOException {
    try {
      LibC.lseek(file, count, SEEK_CUR);
    } catch (LastErrorException e) {
      throw CLibrary.failure(DescriptorCalls.path(file), e);
    }
  }

  /** Gives a file a size; what is new of it is a hole. */
  public void setSize(int file, long size) throws IOException {
    try {
      LibC.ftruncate(file, size);
    } catch (LastErrorException e) {
      throw CLibrary.failure(DescriptorCalls.path(file), e);
    }
  }

  /** Gives something open to an owner and a group; -1 leaves the one it has. */
  public void setOwner(int descriptor, int uid, int gid) throws IOException {
    try {
      LibC.fchown(descriptor, uid, gid);
    } catch (LastErrorException e) {
      throw CLibrary.failure(DescriptorCalls.path(descriptor), e);
    }
  }

  /** The same for what has a name in a directory. */
  public void setOwner(int directory, String name, int uid, int gid) throws IOException {
    try {
      LibC.fchownat(directory, zeroTerminated(name), uid, gid, AT_SYMLINK_NOFOLLOW);
    } catch (LastErrorException e) {
      throw CLibrary.failure(name, e);
    }
  }

  /** Sets the 12 mode bits of something open. */
  public void setMode(int descriptor, int mode) throws IOException {
    try {
      LibC.fchmod(descriptor, mode);
    } catch (LastErrorException e) {
      throw CLibrary.failure(DescriptorCalls.path(descriptor), e);
    }
  }

  /** The same through a mere handle. */
  public void setModeOfHandle(int handle, int mode) throws IOException {
    try {
      LibC.chmod(zeroTerminated(DescriptorCalls.path(handle)), mode);
    } catch (LastErrorException e) {
      throw CLibrary.failure(DescriptorCalls.path(handle), e);
    }
  }

  /** Sets the time of modification of something open; the time of access is left. */
  public void setModified(int descriptor, Instant time) throws IOException {
    try {
      LibC.futimens(descriptor, times(time));
    } catch (LastErrorException e) {
      throw CLibrary.failure(DescriptorCalls.path(descriptor), e);
    }
  }

  /** The same for what has a name in a directory. */
  public void setModified(int directory, String name, Instant time) throws IOException {
    try {
      LibC.utimensat(directory, zeroTerminated(name), times(time), AT_SYMLINK_NOFOLLOW);
    } catch (LastErrorException e) {
      throw CLibrary.failure(name, e);
    }
  }

  private static long[] times(Instant modified) {
    return new long[] {0, UTIME_OMIT, modified.getEpochSecond(), modified.getNano()};
  }

  /** Makes a directory with these permission bits, but for those of the umask. */
  public void makeDirectory(int directory, String name, int mode) throws IOException {
    try {
      LibC.mkdirat(directory, zeroTerminated(name), mode);
    } catch (LastErrorException e) {
      throw CLibrary.failure(name, e);
    }
  }

  /** Makes a symbolic link with exactly this text. */
  public void makeSymlink(String text, int directory, String name) throws IOException {
    try {
      LibC.symlinkat(zeroTerminated(text), directory, zeroTerminated(name));
    } catch (LastErrorException e) {
      throw CLibrary.failure(name, e);
    }
  }

  /** Gives an object, which may itself be a symbolic link, a further name. */
  public void makeLink(int fromDirectory, String from, int directory, String name)
      throws IOException {
    try {
      LibC.linkat(fromDirectory, zeroTerminated(from), directory, zeroTerminated(name), 0);
    } catch (LastErrorException e) {
      throw CLibrary.failure(name, e);
    }
  }

  /** Renames within a directory; what has the new name is replaced. */
  public void rename(int directory, String from, String to) throws IOException {
    try {
      LibC.renameat(directory, zeroTerminated(from), directory, zeroTerminated(to));
    } catch (LastErrorException e) {
      throw CLibrary.failure(to, e);
    }
  }

  /** Takes a name away from anything but a directory. */
  public void unlink(int directory, String name) throws IOException {
    remove(directory, name, 0);
  }

  /** Removes an empty directory. */
  public void removeDirectory(int directory, String name) throws IOException {
    remove(directory, name, AT_REMOVEDIR);
  }

  private static void remove(int directory, String name, int flags) throws IOException {
    try {
      LibC.unlinkat(directory, zeroTerminated(name), flags);
    } catch (LastErrorException e) {
      throw CLibrary.failure(name, e);
    }
  }

  /** Loads when it is first asked for. */
  private static final class Holder {
    private static final Optional<WritingCalls> CALLS =
        CLibrary.bind(LibC.class) ? Optional.of(new WritingCalls()) : Optional.empty();
  }

  /** The functions as C has them. */
  private static final class LibC {
    // C has it with an ellipsis, which on 64 bit Linux passes integers like any others.
    static native int openat(int directory, byte[] path, int flags, int mode)
        throws LastErrorException;

    static native int close(int fd) throws LastErrorException;

    static native long write(int fd, long bytes, long count) throws LastErrorException;

    static native long lseek(int fd, long offset, int whence) throws LastErrorException;

    static native int ftruncate(int fd, long size) throws LastErrorException;

    static native int fchown(int fd, int uid, int gid) throws LastErrorException;

    static native int fchownat(int directory, byte[] path, int uid, int gid, int flags)
        throws LastErrorException;

    static native int fchmod(int fd, int mode) throws LastErrorException;

    static native int chmod(byte[] path, int mode) throws LastErrorException;

    static native int futimens(int fd, long[] times) throws LastErrorException;

    static native int utimensat(int directory, byte[] path, long[] times, int flags)
        throws LastErrorException;

    static native int mkdirat(int directory, byte[] path, int mode) throws LastErrorException;

    static native int symlinkat(byte[] text, int directory, byte[] path) throws LastErrorException;

    static native int linkat(int from, byte[] old, int to, byte[] path, int flags)
        throws LastErrorException;

    static native int renameat(int from, byte[] old, int to, byte[] path) throws LastErrorException;

    static native int unlinkat(int directory, byte[] path, int flags) throws LastErrorException;
  }
}
