package io.holdfast.archive.internal.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import io.holdfast.archive.internal.codec.NativeStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all calls of the C library have in common. */
final class CLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(CLibrary.class);

  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int ENXIO = 6;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int ENOTDIR = 20;
  static final int ERANGE = 34;
  static final int ENOTEMPTY = 39;
  static final int ELOOP = 40;
  static final int ENODATA = 61;
  static final int EOPNOTSUPP = 95;

  private CLibrary() {}

  /**
   * Binds the native methods of a class.
   *
   * @return false on other systems, or where JNA or one of the functions cannot be loaded
   */
  static boolean bind(Class<?> functions) {
    return NativeStart.apart(
        () -> {
          try {
            // Structures and sizes are those of 64 bit systems.
            if (!Platform.isLinux() || !Platform.is64Bit()) {
              return false;
            }
            Native.register(functions, NativeLibrary.getProcess());
            return true;
          } catch (LinkageError | RuntimeException e) {
            LOG.warn(
                "the C library cannot be called, some metadata is not kept exactly: {}",
                e.toString());
            return false;
          }
        });
  }

  static byte[] zeroTerminated(String latin1) {
    return (latin1 + '\0').getBytes(StandardCharsets.ISO_8859_1);
  }

  static IOException failure(String path, LastErrorException e) {
    IOException failure =
        switch (e.getErrorCode()) {
          case EACCES -> new AccessDeniedException(path);
          case ENOENT -> new NoSuchFileException(path);
          case EEXIST -> new FileAlreadyExistsException(path);
          case ENOTDIR, ELOOP -> new NotDirectoryException(path);
          case ENOTEMPTY -> new DirectoryNotEmptyException(path);
          case EPERM -> new AccessDeniedException(path, null, "Operation not permitted");
          case EOPNOTSUPP -> new NotSupportedException(path);
          default -> new FileSystemException(path, null, e.getMessage());
        };
    failure.initCause(e);
    return failure;
  }
}
