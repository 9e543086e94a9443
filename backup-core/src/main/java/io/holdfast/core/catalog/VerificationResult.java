package io.holdfast.core.catalog;

import java.util.List;

/** What a full verification found. */
public sealed interface VerificationResult {

  /**
   * The archive is whole.
   *
   * @param entries file system objects that were compared
   * @param bytes content bytes that were compared
   * @param medium where it was read from, for people: "the disk", or "the page cache" and why;
   *     empty where that makes no difference
   */
  record Verified(long entries, long bytes, String medium) implements VerificationResult {}

  /**
   * The archive is not whole.
   *
   * @param defects the first defects, at least one
   */
  record Damaged(List<Defect> defects) implements VerificationResult {
    /**
     * A verdict with a copy of the defects.
     *
     * @param defects the first defects, at least one
     */
    public Damaged {
      defects = List.copyOf(defects);
    }
  }

  /**
   * A file without our records: readable to its end, but nothing says what should be in it.
   *
   * @param entries entries that were read
   */
  record Unprovable(long entries) implements VerificationResult {}

  /**
   * One thing that is wrong.
   *
   * @param where the object: a source and path, or a part of the archive
   * @param what for people
   */
  record Defect(String where, String what) {
    @Override
    public String toString() {
      return where + ": " + what;
    }
  }
}
