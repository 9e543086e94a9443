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

  private final Kind kind;

  public EngineException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public EngineException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
