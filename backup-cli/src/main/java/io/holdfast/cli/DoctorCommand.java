package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.cli.doctor.CatalogCheck;
import io.holdfast.cli.doctor.DestinationCheck;
import io.holdfast.cli.doctor.EngineCheck;
import io.holdfast.cli.doctor.Finding;
import io.holdfast.cli.doctor.RuntimeCheck;
import io.holdfast.cli.doctor.SourceCheck;
import io.holdfast.core.BackupException;
import io.holdfast.core.EngineException;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.run.PlanInspector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** A look at everything that a run depends on. */
@Command(
    name = "doctor",
    header = "Check everything a run depends on, and say what to do.",
    description = {
      "",
      "Looks at Java and the locale, the configuration, the container engine, the destination with its"
          + " file system, lock and log, the clock, the last good backup, the sources, and the space."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:a run would work; there may be warnings",
      "1:something would make a run fail",
      "2:wrong usage or configuration"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  holdfast doctor", "  holdfast doctor -c /etc/holdfast.yaml --json"})
final class DoctorCommand extends HoldfastCommand {
  DoctorCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode execute(Session session)
      throws ConfigurationException, UsageException, InterruptedException {
    BackupPlan plan = session.plan();
    Catalog catalog = NewDestination.orExisting(session.catalog());
    List<Finding> findings = new ArrayList<>(RuntimeCheck.findings());
    findings.add(
        new Finding(
            Finding.Level.OK,
            "configuration",
            session.configuration().file()
                + ": plan "
                + plan.name()
                + ", "
                + plan.sources().size()
                + (plan.sources().size() == 1 ? " source" : " sources")));
    List<Finding> engine =
        EngineCheck.findings(
            plan, session.engine(), session.configuration().docker().helperImage());
    findings.addAll(engine);
    findings.addAll(DestinationCheck.findings(plan, catalog));
    findings.addAll(
        CatalogCheck.findings(plan, catalog, session.collaborators().clock().instant()));
    findings.addAll(sources(session, plan, catalog, isFailed(engine)));
    ExitCode code = isFailed(findings) ? ExitCode.FAILED : ExitCode.OK;
    print(session.console(), findings);
    Map<String, Object> document = Documents.of("doctor", code);
    document.put(
        "findings",
        findings.stream()
            .map(
                f ->
                    Map.of(
                        "level",
                        f.level().name().toLowerCase(Locale.ROOT),
                        "subject",
                        f.subject(),
                        "text",
                        f.text()))
            .toList());
    session.console().document(document, code);
    return code;
  }

  private static List<Finding> sources(
      Session session, BackupPlan plan, Catalog catalog, boolean engineFailed)
      throws ConfigurationException, UsageException, InterruptedException {
    try {
      return SourceCheck.findings(
          plan,
          new PlanInspector(catalog, session.engine(), session.collaborators().directories())
              .inspect(plan));
    } catch (EngineException e) {
      // Said already, when the engine itself was looked at
      return engineFailed ? List.of() : List.of(failure(e));
    } catch (BackupException e) {
      return List.of(failure(e));
    }
  }

  private static Finding failure(BackupException e) {
    return new Finding(Finding.Level.FAILURE, "run", String.valueOf(e.getMessage()));
  }

  private static boolean isFailed(List<Finding> findings) {
    return findings.stream().anyMatch(f -> f.level() == Finding.Level.FAILURE);
  }

  private static void print(Console console, List<Finding> findings) {
    int warnings = 0;
    int failures = 0;
    for (Finding finding : findings) {
      String text = finding.subject() + ": " + Printable.of(finding.text());
      switch (finding.level()) {
        case OK -> console.line("ok       " + text);
        case WARNING -> {
          warnings++;
          console.error("warning  " + text);
        }
        case FAILURE -> {
          failures++;
          console.error("failure  " + text);
        }
      }
    }
    console.line("");
    console.line(
        failures > 0
            ? "a run would fail: " + failures + (failures == 1 ? " failure" : " failures")
            : warnings > 0
                ? "a run would work; warnings: " + warnings
                : "a run would work; nothing to warn about");
  }
}
