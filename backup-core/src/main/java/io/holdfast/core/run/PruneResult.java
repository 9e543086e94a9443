package io.holdfast.core.run;

import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.retention.Decision;
import java.util.List;

/** What retention did. */
public sealed interface PruneResult {

  /** A decision per archive, newest first; empty when none could be made. */
  List<Decision> decisions();

  /** Everything that was to be removed is removed. */
  record Pruned(List<Decision> decisions, List<ArchiveName> removed) implements PruneResult {
    public Pruned {
      decisions = List.copyOf(decisions);
      removed = List.copyOf(removed);
    }
  }

  /** Nothing was removed because nothing was to be removed for real. */
  record DryRun(List<Decision> decisions) implements PruneResult {
    public DryRun {
      decisions = List.copyOf(decisions);
    }
  }

  /** Nothing was removed, because it could not be proven safe. */
  record Refused(List<Decision> decisions, String reason) implements PruneResult {
    public Refused {
      decisions = List.copyOf(decisions);
    }
  }

  /** Some archives could not be deleted; the next run tries again. */
  record PartlyFailed(List<Decision> decisions, List<ArchiveName> removed, List<String> failures)
      implements PruneResult {
    public PartlyFailed {
      decisions = List.copyOf(decisions);
      removed = List.copyOf(removed);
      failures = List.copyOf(failures);
    }
  }
}
