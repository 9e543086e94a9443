package io.holdfast.cli;

/** A command line that cannot be followed. Nothing was started. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
