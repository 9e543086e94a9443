package io.holdfast.core.run;

import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.retention.Decision;
import java.util.List;

/** What retention did. */
public sealed interface PruneResult {

  /** {@return a decision per archive, newest first; empty when none could be made} */
  List<Decision> decisions();

  /**
   * Everything that was to be removed is removed.
   *
   * @param decisions a decision per archive, newest first
   * @param removed what is gone, in the order it went
   */
  record Pruned(List<Decision> decisions, List<ArchiveName> removed) implements PruneResult {
    /**
     * A result with copies of its lists.
     *
     * @param decisions a decision per archive, newest first
     * @param removed what is gone, in the order it went
     */
    public Pruned {
      decisions = List.copyOf(decisions);
      removed = List.copyOf(removed);
    }
  }

  /**
   * Nothing was removed because nothing was to be removed for real.
   *
   * @param decisions a decision per archive, newest first
   */
  record DryRun(List<Decision> decisions) implements PruneResult {
    /**
     * A result with a copy of the decisions.
     *
     * @param decisions a decision per archive, newest first
     */
    public DryRun {
      decisions = List.copyOf(decisions);
    }
  }

  /**
   * Nothing was removed, because it could not be proven safe.
   *
   * @param decisions what would be decided without the doubt; empty when none could be made
   * @param reason one line for people, that says what to do
   */
  record Refused(List<Decision> decisions, String reason) implements PruneResult {
    /**
     * A result with a copy of the decisions.
     *
     * @param decisions what would be decided without the doubt; empty when none could be made
     * @param reason one line for people, that says what to do
     */
    public Refused {
      decisions = List.copyOf(decisions);
    }
  }

  /**
   * Some archives could not be deleted; the next run tries again.
   *
   * @param decisions a decision per archive, newest first
   * @param removed what is gone, in the order it went
   * @param failures one line for people for each archive that could not be deleted
   */
  record PartlyFailed(List<Decision> decisions, List<ArchiveName> removed, List<String> failures)
      implements PruneResult {
    /**
     * A result with copies of its lists.
     *
     * @param decisions a decision per archive, newest first
     * @param removed what is gone, in the order it went
     * @param failures one line for people for each archive that could not be deleted
     */
    public PartlyFailed {
      decisions = List.copyOf(decisions);
      removed = List.copyOf(removed);
      failures = List.copyOf(failures);
    }
  }
}
