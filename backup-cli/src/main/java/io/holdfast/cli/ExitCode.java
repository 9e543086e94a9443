package io.holdfast.cli;

/** How a command ended. The numbers are stable; any other number but 0 is a failure too. */
public enum ExitCode {
  OK(0, "done, nothing to report"),
  PRUNE_FAILED(13, "backup fine, but pruning failed or was refused"),
  PARTLY_RESTORED(14, "restore finished with entries skipped, failed or lost, or nothing matched"),
  INCOMPLETE(10, "archive published and verified, but sources are missing, changed or unreadable"),
  USAGE(2, "wrong usage or configuration, nothing was started"),
  FAILED(1, "failed, nothing was published"),
  NOT_VERIFIED(12, "verification failed, or not a readable archive"),
  LOCKED(11, "another run holds the lock"),
  INTERRUPTED(130, "ended by an interrupt (SIGINT)"),
  TERMINATED(143, "ended by a request to terminate (SIGTERM)");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  /** What it means, for people. */
  public String meaning() {
    return meaning;
  }

  /** The more severe of the two: they are declared from harmless to severe. */
  ExitCode or(ExitCode other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
