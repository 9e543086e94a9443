package io.holdfast.core;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Another run of the same plan holds the catalog's lock. */
public final class LockedException extends BackupException {

  private static final long serialVersionUID = 1L;

  /** -1 where it could not be read. */
  private final long holderPid;

  private final transient Optional<Instant> since;

  /**
   * Another run of the plan is in progress.
   *
   * @param message one line that names the lock, its holder and since when
   * @param holderPid the holder's process id; empty when it could not be read
   * @param since when the holder took the lock; empty when that could not be read
   */
  public LockedException(String message, OptionalLong holderPid, Optional<Instant> since) {
    super(message);
    this.holderPid = holderPid.orElse(-1);
    this.since = since;
  }

  /** {@return the process id of the run that holds the lock; empty when it could not be read} */
  public OptionalLong holderPid() {
    return holderPid < 0 ? OptionalLong.empty() : OptionalLong.of(holderPid);
  }

  /** {@return when the holder took the lock; empty when that could not be read} */
  public Optional<Instant> since() {
    return since;
  }
}
