package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.cli.text.KeepCalendar;
import io.holdfast.cli.text.Table;
import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.retention.Candidate;
import io.holdfast.core.retention.Decision;
import io.holdfast.core.run.PruneResult;
import io.holdfast.core.run.Pruner;
import io.holdfast.core.text.ByteCount;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
      "  holdfast prune --dry-run --calendar",
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

  @Option(
      names = "--remove-at-most",
      paramLabel = "SHARE",
      converter = Converters.Percent.class,
      description = "Take this share, such as 100%%, for the configuration's remove-at-most.")
  private @Nullable Integer removeAtMost;

  @Option(
      names = "--calendar",
      description = "Also show the days of the archives that stay and that go.")
  private boolean calendar;

  PruneCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode execute(Session session)
      throws BackupException, ConfigurationException, UsageException, InterruptedException {
    BackupPlan plan = plan(session);
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
    KeepCalendar days = new KeepCalendar(result.decisions(), plan.zone());
    print(session.console(), plan, result);
    if (calendar) {
      days.lines().forEach(session.console()::line);
    }
    if (dryRun && result instanceof PruneResult.Refused refused) {
      session.console().error("holdfast: nothing would be removed: " + refused.reason());
    }
    Map<String, Object> document = Documents.of("prune", code);
    document.put("plan", plan.name().toString());
    document.put("dryRun", dryRun);
    document.putAll(Documents.prune(result));
    if (calendar) {
      document.put("calendar", days.document());
    }
    document.put("warnings", listener.warnings());
    session.console().document(document, code);
    return code;
  }

  private BackupPlan plan(Session session) throws ConfigurationException, UsageException {
    BackupPlan plan = session.plan();
    Integer share = removeAtMost;
    return share == null ? plan : plan.withRetention(plan.retention().withRemoveAtMost(share));
  }

  /** The exit code that a prune earns. */
  static ExitCode codeOf(PruneResult result) {
    boolean fine = result instanceof PruneResult.Pruned || result instanceof PruneResult.DryRun;
    return fine ? ExitCode.OK : ExitCode.PRUNE_FAILED;
  }

  private void print(Console console, BackupPlan plan, PruneResult result) {
    if (result.decisions().isEmpty()) {
      console.line("no archives of plan " + plan.name() + " in " + plan.destination());
      return;
    }
    String why =
        result instanceof PruneResult.Refused && !dryRun
            ? "only because nothing is removed now"
            : plan.retention().whyRemoved();
    Set<String> removed = removed(result);
    Table table = new Table("ARCHIVE", "", "WHY");
    for (Decision decision : result.decisions()) {
      table.row(
          decision.candidate().id(),
          decision.keep() ? "stays" : fate(decision, result, removed),
          decision.keep() ? String.join("; ", decision.reasons()) : why);
    }
    table.lines().forEach(console::line);
    console.line(summary(result, removed));
  }

  private String fate(Decision decision, PruneResult result, Set<String> removed) {
    if (dryRun) {
      return "would go";
    }
    if (result instanceof PruneResult.Refused) {
      return "stays";
    }
    return removed.contains(decision.candidate().id()) ? "removed" : "not removed";
  }

  private static Set<String> removed(PruneResult result) {
    List<ArchiveName> names =
        result instanceof PruneResult.Pruned pruned
            ? pruned.removed()
            : result instanceof PruneResult.PartlyFailed failed ? failed.removed() : List.of();
    return names.stream().map(ArchiveName::toString).collect(Collectors.toSet());
  }

  private String summary(PruneResult result, Set<String> removed) {
    Predicate<Decision> goes = dryRun ? d -> !d.keep() : d -> removed.contains(d.candidate().id());
    List<Candidate> gone =
        result.decisions().stream().filter(goes).map(Decision::candidate).toList();
    long all = result.decisions().stream().mapToLong(d -> d.candidate().bytes()).sum();
    long freed = gone.stream().mapToLong(Candidate::bytes).sum();
    int stay = result.decisions().size() - gone.size();
    return stay
        + (stay == 1 ? " stays, " : " stay, ")
        + ByteCount.text(all - freed)
        + "; "
        + gone.size()
        + (dryRun ? " would go, " : " removed, ")
        + ByteCount.text(freed);
  }
}
