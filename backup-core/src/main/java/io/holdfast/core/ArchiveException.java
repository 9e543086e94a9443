package io.holdfast.core;

/** A file is not a readable archive, or what it holds is damaged. */
public final class ArchiveException extends BackupException {

  private static final long serialVersionUID = 1L;

  public ArchiveException(String message) {
    super(message);
  }

  public ArchiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
