package io.holdfast.core;

/** The container engine did not do what was asked. {@link #kind()} says what to make of it. */
public final class EngineException extends BackupException {

  private static final long serialVersionUID = 1L;

  /** Why the engine refused. */
  public enum Kind {
    /** Nothing answers at the engine's address. */
    UNREACHABLE,
    /** The engine's socket may not be opened by this user. */
    DENIED,
    /** The named volume, container or image does not exist. */
    NOT_FOUND,
    /** The helper image is not there and no registry can be asked for it. */
    NO_IMAGE,
    /** Anything else the engine reported. */
    OTHER
  }

  /** What a program makes of it. */
  private final Kind kind;

  /**
   * A refusal that no other exception tells of.
   *
   * @param kind what a program makes of it
   * @param message one line for people that names the engine or the object, what failed and what to
   *     do
   */
  public EngineException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /**
   * A refusal that another exception tells of, such as one of the connection.
   *
   * @param kind what a program makes of it
   * @param message one line for people that names the engine or the object, what failed and what to
   *     do
   * @param cause for the log; the message says all that people need
   */
  public EngineException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** {@return why the engine refused, for programs that react to it} */
  public Kind kind() {
    return kind;
  }
}
