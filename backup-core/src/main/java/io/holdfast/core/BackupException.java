package io.holdfast.core;

/**
 * The root of everything that can go wrong in a foreseeable way. The message is one line for a
 * person: what failed, on which object, why, and what to do next.
 *
 * <p>Trouble with a source and trouble with the destination are different types on purpose, so that
 * one can never be taken for the other: the first costs a source, the second ends the run.
 */
public abstract sealed class BackupException extends Exception
    permits SourceException,
        DestinationException,
        EngineException,
        ArchiveException,
        LockedException {

  private static final long serialVersionUID = 1L;

  BackupException(String message) {
    super(message);
  }

  BackupException(String message, Throwable cause) {
    super(message, cause);
  }

  /** {@return the one line for people; never null} */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
