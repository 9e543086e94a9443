package io.holdfast.core;

/**
 * A file is not a readable archive, or what it holds is damaged. Nothing was changed by finding
 * that out.
 */
public final class ArchiveException extends BackupException {

  private static final long serialVersionUID = 1L;

  /**
   * Trouble with an archive that no other exception tells of.
   *
   * @param message one line for people that names the archive, what is wrong with it and what to do
   */
  public ArchiveException(String message) {
    super(message);
  }

  /**
   * Trouble with an archive that another exception tells of.
   *
   * @param message one line for people that names the archive, what is wrong with it and what to do
   * @param cause for the log; the message says all that people need
   */
  public ArchiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
