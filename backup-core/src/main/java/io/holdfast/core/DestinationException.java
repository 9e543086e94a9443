package io.holdfast.core;

/**
 * The destination could not be written, listed or made durable. Always ends the run; never retried.
 */
public final class DestinationException extends BackupException {

  private static final long serialVersionUID = 1L;

  /**
   * Trouble with the destination that no other exception tells of.
   *
   * @param message one line for people that names the file or directory, what failed there and what
   *     to do
   */
  public DestinationException(String message) {
    super(message);
  }

  /**
   * Trouble with the destination that another exception tells of.
   *
   * @param message one line for people that names the file or directory, what failed there and what
   *     to do
   * @param cause for the log; the message says all that people need
   */
  public DestinationException(String message, Throwable cause) {
    super(message, cause);
  }
}
