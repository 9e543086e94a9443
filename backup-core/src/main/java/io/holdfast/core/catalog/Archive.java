package io.holdfast.core.catalog;

import io.holdfast.core.retention.Candidate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * An archive as the catalog lists it, from its name and its own records at its end; its content is
 * not read.
 *
 * @param name of the file, which tells its plan and start
 * @param file where it is, absolute
 * @param size bytes of the file
 * @param startedAt the start of the run that made it; for a legacy archive, from its name
 * @param state whether it can be relied on, as far as its records tell
 * @param info what it says about itself; empty for legacy and damaged archives
 * @param remark what is wrong with it, for people; empty when nothing is
 * @param pin why a person has pinned it, printable, or an empty text; absent when it is not pinned
 */
public record Archive(
    ArchiveName name,
    Path file,
    long size,
    Instant startedAt,
    State state,
    Optional<ArchiveInfo> info,
    String remark,
    Optional<String> pin) {

  /** What kind of archive it is. */
  public enum State {
    /** With all its sources, whole and unchanged. */
    COMPLETE(Candidate.Standing.COMPLETE),

    /** Published and verified, but some source data is missing or changed while read. */
    INCOMPLETE(Candidate.Standing.INCOMPLETE),
    /** Of the former script: the name of one of ours, without our records. */
    LEGACY(Candidate.Standing.LEGACY),
    /** Not readable as an archive, or its records contradict its name. */
    DAMAGED(Candidate.Standing.DOUBTFUL);

    private final Candidate.Standing standing;

    State(Candidate.Standing standing) {
      this.standing = standing;
    }
  }

  /**
   * An archive that is not pinned.
   *
   * @param name of the file
   * @param file where it is, absolute
   * @param size bytes of the file
   * @param startedAt the start of the run that made it
   * @param state whether it can be relied on
   * @param info what it says about itself; empty for legacy and damaged archives
   * @param remark what is wrong with it, for people; empty when nothing is
   */
  public Archive(
      ArchiveName name,
      Path file,
      long size,
      Instant startedAt,
      State state,
      Optional<ArchiveInfo> info,
      String remark) {
    this(name, file, size, startedAt, state, info, remark, Optional.empty());
  }

  /**
   * The same archive, pinned.
   *
   * @param note why, in a person's words, printable; may be empty
   * @return a copy; the catalog is not changed
   */
  public Archive pinned(String note) {
    return new Archive(name, file, size, startedAt, state, info, remark, Optional.of(note));
  }

  /** {@return the archive as retention sees it, under its file's name} */
  public Candidate candidate() {
    return new Candidate(name.toString(), startedAt, state.standing, size, pin);
  }
}
