package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.catalog.VerificationResult.Damaged;
import io.holdfast.core.catalog.VerificationResult.Defect;
import io.holdfast.core.catalog.VerificationResult.Unprovable;
import io.holdfast.core.catalog.VerificationResult.Verified;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.EventReporter;
import io.holdfast.core.event.ProgressEvents;
import io.holdfast.core.text.ByteCount;
import io.holdfast.core.text.TimeTaken;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Full verification. */
@Command(
    name = "verify",
    header = "Prove archives complete and readable.",
    description = {
      "",
      "Reads every byte and compares it with the manifests in the archive. Without arguments: the"
          + " newest archive of the catalog.",
      "A tar.gz that has no manifest, such as one of the former script, may be readable to its end,"
          + " but nothing proves it complete: that is said, and is no success when the archive was"
          + " named. With --all such archives are only mentioned."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every archive is whole",
      "1:the destination cannot be read",
      "2:wrong usage or configuration",
      "12:an archive is damaged, not readable, not there, or cannot be proven whole",
      "130, 143:ended by a signal"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  holdfast verify                     the newest",
      "  holdfast verify --all               every archive of the catalog",
      "  holdfast verify /mnt/usb/x.tar.gz   a file anywhere; needs no configuration"
    })
final class VerifyCommand extends HoldfastCommand {
  @Parameters(paramLabel = "ARCHIVE", description = "A path, a name in the catalog, or latest.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--all", description = "Verify every archive of the catalog.")
  private boolean all;

  VerifyCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode execute(Session session)
      throws BackupException, ConfigurationException, UsageException, InterruptedException {
    session.startEarly(false);
    List<Map<String, Object>> documents = new ArrayList<>();
    ExitCode code = ExitCode.OK;
    for (ArchiveLookup.Found found : wanted(new ArchiveLookup(session))) {
      Map<String, Object> document = new LinkedHashMap<>();
      documents.add(document);
      document.put("name", found.label());
      code = code.or(verify(session, found, document));
    }
    Map<String, Object> document = Documents.of("verify", code);
    document.put("archives", documents);
    session.console().document(document, code);
    return code;
  }

  private List<ArchiveLookup.Found> wanted(ArchiveLookup lookup)
      throws BackupException, ConfigurationException, UsageException {
    if (all && !names.isEmpty()) {
      throw new UsageException("name archives or say --all, not both");
    }
    if (all) {
      return lookup.all();
    }
    if (names.isEmpty()) {
      return List.of(lookup.newest());
    }
    List<ArchiveLookup.Found> found = new ArrayList<>();
    for (String name : names) {
      found.add(name.equals("latest") ? lookup.newest() : lookup.find(name));
    }
    return found;
  }

  private ExitCode verify(Session session, ArchiveLookup.Found found, Map<String, Object> document)
      throws InterruptedException {
    boolean legacy =
        found.listed().map(Archive::state).filter(s -> s == Archive.State.LEGACY).isPresent();
    String label = Printable.of(found.label());
    if (all && legacy) {
      session.console().line(label + ": not verified: of the former script, without a manifest");
      document.put("result", "unprovable");
      return ExitCode.OK;
    }
    EventReporter events =
        new EventReporter(session.listener(session.zone()), session.collaborators().clock());
    Instant start = events.now();
    try (OpenArchive archive = found.open();
        ProgressEvents progress = new ProgressEvents(events)) {
      OptionalLong expected =
          archive.info().map(info -> OptionalLong.of(info.bytes())).orElse(OptionalLong.empty());
      events.tell(at -> new BackupEvent.VerificationStarted(at, label, expected));
      VerificationResult verdict = archive.verify(progress);
      document.put("took", events.since(start));
      if (verdict instanceof Verified whole) {
        String made = archive.info().map(VerifyCommand::remark).orElse("");
        document.put("result", "verified");
        document.put("entries", whole.entries());
        document.put("bytes", whole.bytes());
        document.put("medium", whole.medium());
        session
            .console()
            .lineNow(
                label
                    + ": whole: "
                    + whole.entries()
                    + " entries with "
                    + ByteCount.text(whole.bytes())
                    + " agree with the manifests, read from "
                    + whole.medium()
                    + " in "
                    + TimeTaken.text(events.since(start))
                    + made);
        return ExitCode.OK;
      }
      return report(session.console(), label, verdict, document);
    } catch (ArchiveException e) {
      if (all && isGone(found)) {
        session.console().line(label + ": removed since it was listed, so another run has pruned");
        document.put("result", "removed");
        return ExitCode.OK;
      }
      document.put("result", "unreadable");
      document.put("defects", List.of(e.getMessage()));
      session
          .console()
          .error(
              "holdfast: " + label + ": not a readable archive: " + Printable.of(e.getMessage()));
      return ExitCode.NOT_VERIFIED;
    }
  }

  /** A failure to read what is not there any more is no damage. */
  private static boolean isGone(ArchiveLookup.Found found) {
    return found
        .listed()
        .filter(a -> Files.notExists(a.file(), LinkOption.NOFOLLOW_LINKS))
        .isPresent();
  }

  private static String remark(ArchiveInfo info) {
    return info.isComplete() ? "" : "; source data was missing or changed when it was made";
  }

  private static ExitCode report(
      Console console, String label, VerificationResult verdict, Map<String, Object> document) {
    if (verdict instanceof Unprovable unprovable) {
      document.put("result", "unprovable");
      document.put("entries", unprovable.entries());
      console.error(
          "holdfast: "
              + label
              + ": readable to its end ("
              + unprovable.entries()
              + " entries), but it has no manifest, so nothing proves it complete");
    } else if (verdict instanceof Damaged damage) {
      document.put("result", "damaged");
      document.put("defects", damage.defects().stream().map(Defect::toString).toList());
      console.error("holdfast: " + label + ": damaged");
      damage.defects().forEach(d -> console.error("  " + Printable.of(d.toString())));
    }
    return ExitCode.NOT_VERIFIED;
  }
}
