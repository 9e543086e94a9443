package io.holdfast.cli.doctor;

import io.holdfast.core.catalog.Printable;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.OnMissingSource;
import io.holdfast.core.run.PlanReport;
import io.holdfast.core.run.PlanReport.PlannedSource;
import io.holdfast.core.text.ByteCount;
import java.util.ArrayList;
import java.util.List;

/** Looks at the sources and at the space that saving them needs. */
public final class SourceCheck {
  private SourceCheck() {}

  /** Judges what was found out about a run. */
  public static List<Finding> findings(BackupPlan plan, PlanReport report) {
    List<Finding> findings = new ArrayList<>();
    long bytes = 0;
    int good = 0;
    for (PlannedSource source : report.sources()) {
      if (source.problem().isEmpty()) {
        bytes += source.bytes().orElse(0);
        good++;
      } else {
        String text = Printable.of(source.name() + ": " + source.problem());
        findings.add(
            plan.onMissingSource() == OnMissingSource.FAIL
                ? Finding.failure("source", text)
                : Finding.warning("source", text));
      }
    }
    findings.add(
        Finding.ok(
            "sources",
            good + " of " + report.sources().size() + " can be saved, " + ByteCount.text(bytes)));
    if (!report.uncovered().isEmpty()) {
      findings.add(
          Finding.warning(
              "volumes",
              "containers use volumes that no source names: "
                  + Printable.of(String.join(", ", report.uncovered()))
                  + "; add them under 'volumes' if they hold anything worth saving"));
    }
    String space =
        ByteCount.text(report.free())
            + " are free, a run needs "
            + ByteCount.text(report.required());
    if (report.free() >= report.required()) {
      findings.add(Finding.ok("space", space));
    }
    report.refusals().forEach(refusal -> findings.add(Finding.failure("run", refusal)));
    return findings;
  }
}
