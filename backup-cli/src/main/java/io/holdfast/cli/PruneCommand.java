package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.cli.text.Table;
import io.holdfast.core.BackupException;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.retention.Decision;
import io.holdfast.core.run.PruneResult;
import io.holdfast.core.run.Pruner;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Retention alone. */
@Command(
    name = "prune",
    header = "Remove archives that the retention does not keep.",
    description = {
      "",
      "Says for every archive why it stays or goes. Before anything is removed, as many of the"
          + " complete archives that stay as keep-at-least asks for are read back in full."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage or configuration, nothing was started",
      "11:another run holds the lock",
      "13:refused because something is in doubt, or some archives could not be removed",
      "130, 143:ended by a signal"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  holdfast prune --dry-run          what would go, and why the others stay",
      "  holdfast prune --include-legacy   let archives of the former script go too"
    })
final class PruneCommand extends HoldfastCommand {
  @Option(
      names = {"-n", "--dry-run"},
      description = "Say what would be removed, and remove nothing.")
  private boolean dryRun;

  @Option(
      names = "--include-legacy",
      description = "Also remove archives of the former script that are too old.")
  private boolean includeLegacy;

  PruneCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode execute(Session session)
      throws BackupException, ConfigurationException, UsageException, InterruptedException {
    BackupPlan plan = session.plan();
    ConsoleListener listener = session.listener(plan.zone());
    Pruner pruner = new Pruner(session.catalog(), session.collaborators().clock());
    PruneResult result;
    if (dryRun) {
      result = pruner.prune(plan, includeLegacy, true, BackupListener.NONE);
    } else {
      try (Collaborators.Log log = session.collaborators().log(plan)) {
        result = pruner.prune(plan, includeLegacy, false, log.andThen(listener));
      }
    }
    ExitCode code = codeOf(result);
    print(session.console(), plan, result);
    Map<String, Object> document = Documents.of("prune", code);
    document.put("plan", plan.name().toString());
    document.put("dryRun", dryRun);
    document.putAll(Documents.prune(result));
    document.put("warnings", listener.warnings());
    session.console().document(document, code);
    return code;
  }

  /** The exit code that a prune earns. */
  static ExitCode codeOf(PruneResult result) {
    boolean fine = result instanceof PruneResult.Pruned || result instanceof PruneResult.DryRun;
    return fine ? ExitCode.OK : ExitCode.PRUNE_FAILED;
  }

  private void print(Console console, BackupPlan plan, PruneResult result) {
    boolean refused = result instanceof PruneResult.Refused;
    String goes = dryRun ? "would go" : refused ? "stays" : "removed";
    String why = refused ? "only because nothing is removed now" : plan.retention().whyRemoved();
    Table table = new Table("ARCHIVE", "", "WHY");
    for (Decision decision : result.decisions()) {
      table.row(
          decision.candidate().id(),
          decision.keep() ? "stays" : goes,
          decision.keep() ? String.join("; ", decision.reasons()) : why);
    }
    if (result.decisions().isEmpty()) {
      console.line("no archives of plan " + plan.name() + " in " + plan.destination());
    } else {
      table.lines().forEach(console::line);
    }
    if (dryRun && result instanceof PruneResult.Refused r) {
      console.error("holdfast: nothing would be removed: " + r.reason());
    }
  }
}
