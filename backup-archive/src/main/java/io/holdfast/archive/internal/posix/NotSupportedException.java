package io.holdfast.archive.internal.posix;

import java.nio.file.FileSystemException;

/** Thrown when the file system cannot do what was asked for, whatever the object. */
public final class NotSupportedException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  NotSupportedException(String path) {
    super(path, null, "the file system does not support it");
  }
}
