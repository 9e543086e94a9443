package io.holdfast.archive.internal.posix;

import static io.holdfast.archive.internal.posix.CLibrary.zeroTerminated;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Extended attributes, as xattr(7) has them. Where a path is asked for, a link at its end is not
 * followed. Not thread-safe: an instance has one buffer.
 */
public final class XattrCalls {
  /** Linux has no longer value and no longer list (XATTR_SIZE_MAX, XATTR_LIST_MAX). */
  private static final long LONGEST = 1 << 16;

  private final Memory buffer = new Memory(LONGEST);

  private XattrCalls() {}

  /** The calls with a buffer of their own; empty where they are not offered. */
  public static Optional<XattrCalls> load() {
    return Holder.OFFERED ? Optional.of(new XattrCalls()) : Optional.empty();
  }

  /**
   * The names of an object's attributes. One call of the kernel.
   *
   * @throws NotSupportedException when its file system has no attributes
   */
  public List<String> list(String path) throws IOException {
    try {
      return names(LibC.llistxattr(zeroTerminated(path), buffer, LONGEST));
    } catch (LastErrorException e) {
      throw CLibrary.failure(path, e);
    }
  }

  /** The same of something open, not for {@code O_PATH}. */
  public List<String> list(int descriptor) throws IOException {
    try {
      return names(LibC.flistxattr(descriptor, buffer, LONGEST));
    } catch (LastErrorException e) {
      throw CLibrary.failure(DescriptorCalls.path(descriptor), e);
    }
  }

  /** The value of an attribute; empty when it is not there. */
  public Optional<String> get(String path, String name) throws IOException {
    try {
      return value(LibC.lgetxattr(zeroTerminated(path), zeroTerminated(name), buffer, LONGEST));
    } catch (LastErrorException e) {
      return noneOr(path, e);
    }
  }

  /** The same of something open, not for {@code O_PATH}. */
  public Optional<String> get(int descriptor, String name) throws IOException {
    try {
      return value(LibC.fgetxattr(descriptor, zeroTerminated(name), buffer, LONGEST));
    } catch (LastErrorException e) {
      return noneOr(DescriptorCalls.path(descriptor), e);
    }
  }

  /** Gives an object an attribute, whether or not it has one of that name. */
  public void set(String path, String name, String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    try {
      LibC.lsetxattr(zeroTerminated(path), zeroTerminated(name), bytes, bytes.length, 0);
    } catch (LastErrorException e) {
      throw CLibrary.failure(path, e);
    }
  }

  /** The same for something open, not for {@code O_PATH}. */
  public void set(int descriptor, String name, String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    try {
      LibC.fsetxattr(descriptor, zeroTerminated(name), bytes, bytes.length, 0);
    } catch (LastErrorException e) {
      throw CLibrary.failure(DescriptorCalls.path(descriptor), e);
    }
  }

  /** Takes an attribute from an object that has it. */
  public void remove(String path, String name) throws IOException {
    try {
      LibC.lremovexattr(zeroTerminated(path), zeroTerminated(name));
    } catch (LastErrorException e) {
      throw CLibrary.failure(path, e);
    }
  }

  /** The same for something open, not for {@code O_PATH}. */
  public void remove(int descriptor, String name) throws IOException {
    try {
      LibC.fremovexattr(descriptor, zeroTerminated(name));
    } catch (LastErrorException e) {
      throw CLibrary.failure(DescriptorCalls.path(descriptor), e);
    }
  }

  private List<String> names(long length) {
    if (length == 0) {
      return List.of();
    }
    String all = text(length);
    List<String> names = new ArrayList<>();
    for (int at = 0, end; (end = all.indexOf('\0', at)) >= 0; at = end + 1) {
      names.add(all.substring(at, end));
    }
    return names;
  }

  private Optional<String> value(long length) {
    return Optional.of(length == 0 ? "" : text(length));
  }

  private String text(long length) {
    return new String(buffer.getByteArray(0, (int) length), StandardCharsets.ISO_8859_1);
  }

  private static Optional<String> noneOr(String path, LastErrorException e) throws IOException {
    if (e.getErrorCode() == CLibrary.ENODATA) {
      return Optional.empty();
    }
    throw CLibrary.failure(path, e);
  }

  /** Loads when it is first asked for. */
  private static final class Holder {
    private static final boolean OFFERED = CLibrary.bind(LibC.class);
  }

  /** The functions as C has them. */
  private static final class LibC {
    static native long llistxattr(byte[] path, Memory list, long size) throws LastErrorException;

    static native long flistxattr(int fd, Memory list, long size) throws LastErrorException;

    static native long lgetxattr(byte[] path, byte[] name, Memory value, long size)
        throws LastErrorException;

    static native long fgetxattr(int fd, byte[] name, Memory value, long size)
        throws LastErrorException;

    static native int lsetxattr(byte[] path, byte[] name, byte[] value, long size, int flags)
        throws LastErrorException;

    static native int fsetxattr(int fd, byte[] name, byte[] value, long size, int flags)
        throws LastErrorException;

    static native int lremovexattr(byte[] path, byte[] name) throws LastErrorException;

    static native int fremovexattr(int fd, byte[] name) throws LastErrorException;
  }
}
