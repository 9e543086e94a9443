package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.cli.text.LongListing;
import io.holdfast.cli.text.Table;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.restore.EntrySelection;
import io.holdfast.core.text.ByteCount;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The contents of an archive. */
@Command(
    name = "show",
    header = "Show what an archive says about itself, and what is in it.",
    description = {
      "",
      "Without PATH: where it comes from, its sources and what became of them, and every entry. With"
          + " PATH: the entries that match, as for restore --path. Reads any tar.gz, also those of"
          + " other tools."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the destination cannot be read",
      "2:wrong usage or configuration",
      "12:the archive is damaged, not readable, or not there",
      "14:a PATH matches nothing"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  holdfast show latest",
      "  holdfast show latest 'logs/*.txt' telegram_sessions",
      "  holdfast show /mnt/usb/x.tar.gz"
    })
final class ShowCommand extends HoldfastCommand {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss VV", Locale.ROOT);

  @Parameters(
      index = "0",
      paramLabel = "ARCHIVE",
      description = "A path, a name in the catalog, or latest.")
  private String name = "";

  @Parameters(
      index = "1..*",
      paramLabel = "PATH",
      description = "Patterns of paths, <source>/<path>.")
  private List<String> paths = new ArrayList<>();

  ShowCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode execute(Session session)
      throws BackupException, ConfigurationException, UsageException, InterruptedException {
    ArchiveLookup.Found found = new ArchiveLookup(session).find(name);
    try (OpenArchive archive = found.open()) {
      EntryFilter filter = EntryFilter.ALL;
      List<String> unmatched = List.of();
      if (!paths.isEmpty()) {
        EntrySelection selection = EntrySelection.of(archive, archive.sources(), paths);
        filter = selection.asked();
        unmatched = selection.unmatched();
      }
      ExitCode code = unmatched.isEmpty() ? ExitCode.OK : ExitCode.PARTLY_RESTORED;
      Console console = session.console();
      for (String pattern : unmatched) {
        console.error("holdfast: nothing matches '" + Printable.of(pattern) + "'");
      }
      if (console.isJson()) {
        if (!console.isQuiet() || code != ExitCode.OK) {
          ShowDocument.write(console, found.label(), archive, filter, code);
        }
      } else if (!console.isQuiet()) {
        ZoneId zone = archive.info().map(ArchiveInfo::zone).orElseGet(session::zone);
        if (paths.isEmpty()) {
          summary(console, found.label(), archive);
        }
        LongListing listing = new LongListing(zone);
        archive.entries(
            filter, (source, entry) -> console.line(listing.line(source.name(), entry)));
      }
      return code;
    }
  }

  private static void summary(Console console, String label, OpenArchive archive)
      throws ArchiveException, InterruptedException {
    console.line("archive " + Printable.of(label));
    Optional<ArchiveInfo> info = archive.info();
    if (info.isEmpty()) {
      console.line("not made by holdfast: it has no records, and nothing proves it complete");
      console.line(
          "sources: "
              + Printable.of(
                  String.join(", ", archive.sources().stream().map(s -> s.name()).toList())));
    } else {
      info(console, info.get());
    }
    console.line("");
  }

  private static void info(Console console, ArchiveInfo info) {
    console.line(
        "plan "
            + info.plan()
            + ", host "
            + Printable.of(info.host())
            + ", made by holdfast "
            + Printable.of(info.toolVersion()));
    console.line(
        "from "
            + TIME.format(info.startedAt().atZone(info.zone()))
            + " to "
            + TIME.format(info.finishedAt().atZone(info.zone()))
            + (info.isComplete() ? ", complete" : ", incomplete"));
    console.line("");
    Table table = new Table("SOURCE", "KIND", ">SIZE", ">ENTRIES", "OUTCOME", "FROM");
    for (SourceRecord source : info.sources()) {
      boolean volume = source.origin() instanceof SourceRecord.Origin.Volume;
      table.row(
          Printable.of(source.name()),
          volume ? "volume" : "directory",
          source.isArchived() ? ByteCount.text(source.bytes()) : "-",
          source.isArchived() ? String.valueOf(source.entries()) : "-",
          Documents.word(source.outcome()),
          Printable.of(from(source)));
    }
    table.lines().forEach(console::line);
    for (SourceRecord source : info.sources()) {
      if (!source.detail().isEmpty()) {
        console.line(Printable.of(source.name() + ": " + source.detail()));
      }
      source
          .issues()
          .forEach(
              issue ->
                  console.line(
                      Printable.of(source.name())
                          + issue.path().map(p -> "/" + p).orElse("")
                          + ": "
                          + Documents.word(issue.kind())
                          + ", "
                          + Printable.of(issue.detail())));
    }
  }

  private static String from(SourceRecord source) {
    if (source.origin() instanceof SourceRecord.Origin.Volume volume) {
      return "driver "
          + volume.driver()
          + (volume.access().isEmpty() ? "" : ", read by " + volume.access());
    }
    return ((SourceRecord.Origin.Directory) source.origin()).path();
  }
}
