package io.holdfast.core;

/** A source could not be read, or stopped in the middle. The run goes on without that source. */
public final class SourceException extends BackupException {

  private static final long serialVersionUID = 1L;

  /**
   * Trouble with a source that no other exception tells of.
   *
   * @param message one line for people that names the source, what failed and what to do
   */
  public SourceException(String message) {
    super(message);
  }

  /**
   * Trouble with a source that another exception tells of.
   *
   * @param message one line for people that names the source, what failed and what to do
   * @param cause for the log; the message says all that people need
   */
  public SourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
