package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.cli.text.Table;
import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.run.PlanInspector;
import io.holdfast.core.run.PlanReport;
import io.holdfast.core.run.PlanReport.PlannedSource;
import io.holdfast.core.text.ByteCount;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;

/** What a run would do. */
@Command(
    name = "plan",
    header = "Show what a run would do, and change nothing.",
    description = {
      "",
      "Measures every source, and compares the space that a run needs with what is free."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:a run would save every source",
      "1:a run would not start: no engine, not enough space, and the like",
      "2:wrong usage or configuration",
      "10:a run would start, but not save every source"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  holdfast plan", "  holdfast plan -c /etc/holdfast.yaml --json"})
final class PlanCommand extends HoldfastCommand {
  PlanCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode execute(Session session)
      throws BackupException, ConfigurationException, UsageException, InterruptedException {
    BackupPlan plan = session.plan();
    PlanReport report =
        new PlanInspector(
                NewDestination.orExisting(session.catalog()),
                session.engine(),
                session.collaborators().directories())
            .inspect(plan);
    boolean partial = report.sources().stream().anyMatch(s -> !s.problem().isEmpty());
    ExitCode code =
        !report.refusals().isEmpty()
            ? ExitCode.FAILED
            : partial ? ExitCode.INCOMPLETE : ExitCode.OK;
    print(session.console(), plan, report);
    session.console().document(document(plan, report, code), code);
    return code;
  }

  private static void print(Console console, BackupPlan plan, PlanReport report) {
    Table table = new Table("SOURCE", "KIND", ">SIZE", ">ENTRIES", "WHERE");
    long bytes = 0;
    for (PlannedSource source : report.sources()) {
      bytes += source.bytes().orElse(0);
      table.row(
          Printable.of(source.name()),
          source.kind(),
          source.bytes().isPresent() ? ByteCount.text(source.bytes().getAsLong()) : "-",
          source.entries().isPresent() ? String.valueOf(source.entries().getAsLong()) : "-",
          Printable.of(source.where()));
    }
    table.lines().forEach(console::line);
    console.line("");
    console.line(
        "plan "
            + plan.name()
            + ": "
            + ByteCount.text(bytes)
            + " in "
            + report.sources().size()
            + (report.sources().size() == 1 ? " source" : " sources"));
    console.line(
        "archive: about "
            + ByteCount.text(report.estimatedArchive())
            + ", while it is made "
            + ByteCount.text(report.peakSpace())
            + ", in "
            + report.destination());
    console.line(
        "space: "
            + ByteCount.text(report.required())
            + " must be free, "
            + ByteCount.text(report.free())
            + (report.free() < report.required() ? " are: not enough" : " are"));
    if (plan.retention().rules().isEmpty()) {
      console.line("retention: keeps every archive, since no keep rule is set");
    }
    if (!report.uncovered().isEmpty()) {
      console.line(
          "not covered: volumes that containers use and no source names: "
              + Printable.of(String.join(", ", report.uncovered())));
    }
    report.notes().forEach(note -> console.line("note: " + Printable.of(note)));
    for (PlannedSource source : report.sources()) {
      if (!source.problem().isEmpty()) {
        console.error(
            "holdfast: would not be saved: "
                + Printable.of(source.name() + ": " + source.problem()));
      }
    }
    report.refusals().forEach(r -> console.error("holdfast: a run would not start: " + r));
  }

  private static Map<String, Object> document(BackupPlan plan, PlanReport report, ExitCode code) {
    Map<String, Object> document = Documents.of("plan", code);
    document.put("plan", plan.name().toString());
    document.put("destination", report.destination());
    document.put("sources", report.sources().stream().map(PlanCommand::source).toList());
    document.put("estimatedArchive", report.estimatedArchive());
    document.put("peakSpace", report.peakSpace());
    document.put("required", report.required());
    document.put("free", report.free());
    document.put("uncovered", report.uncovered());
    document.put("notes", report.notes());
    document.put("refusals", report.refusals());
    return document;
  }

  private static Map<String, Object> source(PlannedSource source) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", source.name());
    document.put("kind", source.kind());
    document.put("where", source.where());
    document.put("bytes", source.bytes());
    document.put("entries", source.entries());
    document.put("problem", source.problem());
    return document;
  }
}
