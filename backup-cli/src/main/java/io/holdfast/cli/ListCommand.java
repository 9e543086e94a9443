package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.cli.text.KeepCalendar;
import io.holdfast.cli.text.Table;
import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.retention.Decision;
import io.holdfast.core.run.PruneResult;
import io.holdfast.core.run.Pruner;
import io.holdfast.core.text.ByteCount;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The catalog. */
@Command(
    name = "list",
    header = "List the archives, newest first, with the reasons they are kept.",
    description = {
      "",
      "States: complete; incomplete (verified, but source data is missing or changed while read);"
          + " legacy (of the former script, nothing proves it whole); damaged."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, also when there are no archives",
      "1:the destination cannot be read",
      "2:wrong usage or configuration"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  holdfast list",
      "  holdfast list --calendar",
      "  holdfast list --json | jq '.archives[0].name'"
    })
final class ListCommand extends HoldfastCommand {
  @Option(
      names = "--calendar",
      description = "Also show the days of the archives that stay and that go.")
  private boolean calendar;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  ListCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode execute(Session session)
      throws BackupException, ConfigurationException, UsageException, InterruptedException {
    BackupPlan plan = session.plan();
    List<Archive> archives = session.catalog().list();
    PruneResult retention =
        new Pruner(session.catalog(), session.collaborators().clock())
            .prune(plan, false, true, BackupListener.NONE);
    Map<String, Decision> decisions = new HashMap<>();
    retention.decisions().forEach(d -> decisions.put(d.candidate().id(), d));
    print(session.console(), plan, archives, decisions);
    KeepCalendar days = new KeepCalendar(retention.decisions(), plan.zone());
    if (calendar) {
      days.lines().forEach(session.console()::line);
    }
    if (retention instanceof PruneResult.Refused refused) {
      session.console().error("holdfast: nothing will be pruned: " + refused.reason());
    }
    Map<String, Object> document = document(plan, archives, decisions);
    if (calendar) {
      document.put("calendar", days.document());
    }
    session.console().document(document, ExitCode.OK);
    return ExitCode.OK;
  }

  private static void print(
      Console console, BackupPlan plan, List<Archive> archives, Map<String, Decision> decisions) {
    if (archives.isEmpty()) {
      console.line("no archives of plan " + plan.name() + " in " + plan.destination());
      return;
    }
    Table table = new Table("ARCHIVE", "STARTED", ">SIZE", "STATE", "KEPT BECAUSE");
    long bytes = 0;
    for (Archive archive : archives) {
      bytes += archive.size();
      String remark = archive.remark().isEmpty() ? "" : " (" + Printable.of(archive.remark()) + ")";
      table.row(
          archive.name().toString(),
          TIME.format(LocalDateTime.ofInstant(archive.startedAt(), plan.zone())),
          ByteCount.text(archive.size()),
          Documents.word(archive.state()),
          why(plan, Optional.ofNullable(decisions.get(archive.candidate().id()))) + remark);
    }
    table.lines().forEach(console::line);
    console.line(
        archives.size()
            + (archives.size() == 1 ? " archive, " : " archives, ")
            + ByteCount.text(bytes)
            + ", in "
            + plan.destination());
  }

  private static String why(BackupPlan plan, Optional<Decision> decision) {
    if (decision.isEmpty()) {
      return "";
    }
    return decision.get().keep()
        ? String.join("; ", decision.get().reasons())
        : "goes: " + plan.retention().whyRemoved();
  }

  private static Map<String, Object> document(
      BackupPlan plan, List<Archive> archives, Map<String, Decision> decisions) {
    Map<String, Object> document = Documents.of("list", ExitCode.OK);
    document.put("plan", plan.name().toString());
    document.put("destination", plan.destination());
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Archive archive : archives) {
      Map<String, Object> row = Documents.archive(archive);
      Optional<Decision> decision = Optional.ofNullable(decisions.get(archive.candidate().id()));
      row.put("keep", decision.map(Decision::keep).orElse(true));
      row.put("reasons", decision.map(Decision::reasons).orElse(List.of()));
      rows.add(row);
    }
    document.put("archives", rows);
    return document;
  }
}
