package io.holdfast.testkit;

import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.retention.Decision;
import io.holdfast.core.run.BackupResult;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Results in words, for the messages of assertions that fail. */
final class Described {
  private Described() {}

  static String result(BackupResult result) {
    if (result instanceof BackupResult.Published published) {
      return "published "
          + published.archive().name()
          + ", "
          + published.archive().state()
          + published.archive().info().map(info -> ": " + sources(info)).orElse("");
    }
    if (result instanceof BackupResult.NotVerified damaged) {
      return "not verified, and not published:\n" + verdict(damaged.damage());
    }
    BackupResult.Failed failed = (BackupResult.Failed) result;
    return "failed, nothing published: " + failed.cause();
  }

  static String sources(ArchiveInfo info) {
    return info.sources().stream().map(Described::source).collect(Collectors.joining(", "));
  }

  private static String source(SourceRecord source) {
    return source.name()
        + " "
        + source.outcome()
        + (source.detail().isEmpty() ? "" : " (" + source.detail() + ")")
        + source.issues().stream()
            .map(issue -> " (" + issue.kind() + " " + issue.detail() + ")")
            .collect(Collectors.joining());
  }

  static String verdict(VerificationResult verdict) {
    if (verdict instanceof VerificationResult.Damaged damaged) {
      return damaged.defects().stream()
          .map(defect -> "  " + defect)
          .collect(Collectors.joining("\n"));
    }
    if (verdict instanceof VerificationResult.Unprovable) {
      return "  it has no records to prove it by";
    }
    return "it is whole";
  }

  /** A line for each decision. */
  static String decisions(Collection<Decision> decisions) {
    return decisions.isEmpty()
        ? "  no archive was decided about"
        : decisions.stream().map(Described::decision).collect(Collectors.joining("\n"));
  }

  private static String decision(Decision decision) {
    List<String> reasons = decision.reasons();
    return "  "
        + decision.candidate().id()
        + (decision.keep() ? " is kept: " + String.join(", ", reasons) : " goes");
  }
}
