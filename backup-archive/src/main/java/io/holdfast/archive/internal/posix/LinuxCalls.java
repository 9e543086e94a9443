package io.holdfast.archive.internal.posix;

import static io.holdfast.archive.internal.posix.CLibrary.zeroTerminated;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLibrary;
import io.holdfast.core.catalog.Entry;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.Optional;

/**
 * The calls of Linux's C library that the JDK has no way to: special files, the exact text of a
 * link, and times with nanoseconds, before 1970 and of links. Paths are raw bytes. Thread-safe.
 */
public final class LinuxCalls {
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final long UTIME_OMIT = (1L << 30) - 2;
  private static final int CHARACTER = 0020000;
  private static final int BLOCK = 0060000;

  private LinuxCalls() {}

  /** The calls, unless this is another system or the native part of JNA cannot be loaded. */
  public static Optional<LinuxCalls> load() {
    return Holder.CALLS;
  }

  /** Sets the time of modification; a link is not followed, the time of access is left. */
  public void setModified(String path, Instant time) throws IOException {
    long[] times = {0, UTIME_OMIT, time.getEpochSecond(), time.getNano()};
    try {
      LibC.utimensat(AT_FDCWD, zeroTerminated(path), times, AT_SYMLINK_NOFOLLOW);
    } catch (LastErrorException e) {
      throw CLibrary.failure(path, e);
    }
  }

  /** Gives an object to an owner and a group at once; a link is not followed. */
  public void setOwner(String path, int uid, int gid) throws IOException {
    try {
      LibC.lchown(zeroTerminated(path), uid, gid);
    } catch (LastErrorException e) {
      throw CLibrary.failure(path, e);
    }
  }

  /** Makes a symbolic link with exactly this text. */
  public void symlink(String target, String path) throws IOException {
    try {
      LibC.symlink(zeroTerminated(target), zeroTerminated(path));
    } catch (LastErrorException e) {
      throw CLibrary.failure(path, e);
    }
  }

  /** Makes a FIFO for its owner alone. */
  public void mkfifo(String path) throws IOException {
    try {
      LibC.mkfifo(zeroTerminated(path), 0600);
    } catch (LastErrorException e) {
      throw CLibrary.failure(path, e);
    }
  }

  /** Makes a device file for its owner alone. */
  public void mknod(String path, boolean block, Entry.Device device) throws IOException {
    long major = device.major() & 0xFFFFFFFFL;
    long minor = device.minor() & 0xFFFFFFFFL;
    long number =
        (minor & 0xFF)
            | ((major & 0xFFF) << 8)
            | ((minor & ~0xFFL) << 12)
            | ((major & ~0xFFFL) << 32);
    try {
      // Not every C library exports it, so it is looked up when it is needed.
      NativeLibrary.getProcess()
          .getFunction("mknod", Function.THROW_LAST_ERROR)
          .invokeInt(
              new Object[] {zeroTerminated(path), (block ? BLOCK : CHARACTER) | 0600, number});
    } catch (LastErrorException e) {
      throw CLibrary.failure(path, e);
    } catch (UnsatisfiedLinkError e) {
      throw new FileSystemException(path, null, "this C library cannot make devices");
    }
  }

  /** Loads when it is first asked for, which takes a tenth of a second. */
  private static final class Holder {
    private static final Optional<LinuxCalls> CALLS =
        CLibrary.bind(LibC.class) ? Optional.of(new LinuxCalls()) : Optional.empty();
  }

  /** The functions as C has them. */
  private static final class LibC {
    static native int utimensat(int directory, byte[] path, long[] times, int flags)
        throws LastErrorException;

    static native int lchown(byte[] path, int uid, int gid) throws LastErrorException;

    static native int symlink(byte[] target, byte[] path) throws LastErrorException;

    static native int mkfifo(byte[] path, int mode) throws LastErrorException;
  }
}
