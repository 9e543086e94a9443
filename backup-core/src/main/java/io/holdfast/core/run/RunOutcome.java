package io.holdfast.core.run;

import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.SourceRecord;
import java.util.List;
import java.util.Locale;

/** The end of a run in one line. */
final class RunOutcome {
  private static final int NAMED = 3;

  private RunOutcome() {}

  static String text(BackupResult result) {
    if (result instanceof BackupResult.Published published) {
      return archive(published.archive())
          + prune(published.prune())
          + notResumed(published.notResumed());
    }
    if (result instanceof BackupResult.NotVerified failed) {
      return "the archive did not verify and was not published: "
          + failed.damage().defects().get(0);
    }
    return ((BackupResult.Failed) result).cause().getMessage();
  }

  private static String archive(Archive archive) {
    List<SourceRecord> bad =
        archive.info().stream()
            .flatMap(info -> info.sources().stream())
            .filter(source -> source.outcome() != SourceRecord.Outcome.SAVED)
            .toList();
    if (bad.isEmpty()) {
      return archive.state().name().toLowerCase(Locale.ROOT);
    }
    String named = String.join(", ", bad.stream().limit(NAMED).map(RunOutcome::described).toList());
    int more = bad.size() - NAMED;
    return "incomplete: " + named + (more > 0 ? " and " + more + " more" : "");
  }

  private static String described(SourceRecord source) {
    return source.name() + " " + source.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String notResumed(List<String> containers) {
    return containers.isEmpty()
        ? ""
        : "; containers that may still stand still: " + Printable.of(String.join(", ", containers));
  }

  private static String prune(PruneResult prune) {
    if (prune instanceof PruneResult.Refused) {
      return "; nothing was pruned";
    }
    if (prune instanceof PruneResult.PartlyFailed failed) {
      return "; " + failed.failures().size() + " archives could not be removed";
    }
    return "";
  }
}
