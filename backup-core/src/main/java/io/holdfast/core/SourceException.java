package io.holdfast.core;

/** A source could not be read, or stopped in the middle. The run goes on without that source. */
public final class SourceException extends BackupException {

  private static final long serialVersionUID = 1L;

  public SourceException(String message) {
    super(message);
  }

  public SourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
