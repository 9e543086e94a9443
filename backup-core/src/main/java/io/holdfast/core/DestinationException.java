package io.holdfast.core;

/**
 * The destination could not be written, listed or made durable. Always ends the run; never retried.
 */
public final class DestinationException extends BackupException {

  private static final long serialVersionUID = 1L;

  public DestinationException(String message) {
    super(message);
  }

  public DestinationException(String message, Throwable cause) {
    super(message, cause);
  }
}
