package io.holdfast.core.restore;

/** Ends a restore before anything is written. Carries the result the caller gets. */
final class RestoreStopped extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient RestoreResult result;

  private RestoreStopped(RestoreResult result, String message) {
    super(message, null, false, false);
    this.result = result;
  }

  static RestoreStopped refused(String message) {
    return new RestoreStopped(new RestoreResult.Refused(message), message);
  }

  static RestoreStopped nothingMatched(String message) {
    return new RestoreStopped(new RestoreResult.NothingMatched(message), message);
  }

  RestoreResult result() {
    return result;
  }
}
