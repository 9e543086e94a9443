package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.run.BackupResult;
import io.holdfast.core.run.BackupRunner;
import io.holdfast.core.run.PruneResult;
import io.holdfast.core.run.RunEnvironment;
import io.holdfast.core.run.RunOptions;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The main job. */
@Command(
    name = "run",
    header = "Make a backup: capture, verify, publish, prune.",
    description = {
      "",
      "Packs the sources of the plan into one archive, reads it back from disk in full, gives it its"
          + " name only when it is whole, then removes what the retention no longer keeps. Writes"
          + " backup.log in the destination."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, nothing to report",
      "1:failed, nothing was published",
      "2:wrong usage or configuration, nothing was started",
      "10:archive published and verified, but sources are missing, changed or unreadable, containers did"
          + " not come back, or the output could not be written",
      "11:another run holds the lock",
      "12:the archive did not verify and was not published",
      "13:backup fine, but pruning failed or was refused",
      "130, 143:ended by a signal; nothing was published, containers run again"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  holdfast run                      the plan in ./holdfast.yaml",
      "  holdfast run -q -c /etc/hf.yaml   from cron: silent unless there is something to report",
      "  holdfast run --reread             from time to time: trust no file's times",
      "  holdfast run --json               the result for machines"
    })
final class RunCommand extends HoldfastCommand {
  @Option(
      names = "--reread",
      description = "Read every file again, even those that did not change since the last archive.")
  private boolean reread;

  RunCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode execute(Session session)
      throws ConfigurationException, UsageException, InterruptedException {
    session.startEarly(true);
    BackupPlan plan = session.plan();
    Collaborators collaborators = session.collaborators();
    ConsoleListener listener = session.listener(plan.zone());
    BackupResult result;
    try (Collaborators.Log log = collaborators.log(plan)) {
      result =
          new BackupRunner(
                  session.catalog(),
                  session.engine(),
                  collaborators.directories(),
                  new RunEnvironment(
                      collaborators.clock(), collaborators.hostName(), Version.text()))
              .run(plan, new RunOptions(reread), log.andThen(listener));
    }
    ExitCode code = codeOf(result);
    explain(session.console(), result, listener, code);
    session.console().document(document(plan, result, listener, code), code);
    return code;
  }

  /** All went well, so there is an archive, which FAILED would deny. */
  @Override
  ExitCode unheard() {
    return ExitCode.INCOMPLETE;
  }

  private static ExitCode codeOf(BackupResult result) {
    if (result instanceof BackupResult.Published published) {
      ExitCode code = codeOf(published.archive()).or(PruneCommand.codeOf(published.prune()));
      // an archive is there, but something the run did to the host was not undone
      return published.notResumed().isEmpty() ? code : code.or(ExitCode.INCOMPLETE);
    }
    if (result instanceof BackupResult.NotVerified) {
      return ExitCode.NOT_VERIFIED;
    }
    ExitCode code = codeOf(((BackupResult.Failed) result).cause());
    // Whatever was wrong with an archive, it was not the one that this run was to make
    return code == ExitCode.NOT_VERIFIED ? ExitCode.FAILED : code;
  }

  private static ExitCode codeOf(Archive archive) {
    return archive.state() == Archive.State.COMPLETE ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  /** Says what the events have not said. */
  private static void explain(
      Console console, BackupResult result, ConsoleListener listener, ExitCode code) {
    if (listener.outcome().isEmpty() && result instanceof BackupResult.Failed failed) {
      console.error("holdfast: " + failed.cause().getMessage());
    } else if (code != ExitCode.OK && result instanceof BackupResult.Published published) {
      console.error(
          "holdfast: exit code "
              + code.number()
              + " for "
              + published.archive().name()
              + ": "
              + listener.outcome().orElse(code.meaning()));
    }
  }

  private static Map<String, Object> document(
      BackupPlan plan, BackupResult result, ConsoleListener listener, ExitCode code) {
    Map<String, Object> document = Documents.of("run", code);
    document.put("plan", plan.name().toString());
    document.put("destination", plan.destination());
    if (result instanceof BackupResult.Published published) {
      document.put("result", "published");
      document.put("archive", Documents.archive(published.archive()));
      published.archive().info().ifPresent(info -> document.put("info", Documents.info(info)));
      VerificationResult.Verified verified = published.verified();
      document.put("verified", Map.of("entries", verified.entries(), "bytes", verified.bytes()));
      document.put("reuse", Documents.reuse(published.reuse()));
      PruneResult prune = published.prune();
      document.put("prune", Documents.prune(prune));
      document.put("notResumed", published.notResumed());
    } else if (result instanceof BackupResult.NotVerified failed) {
      document.put("result", "not-verified");
      document.put(
          "defects",
          failed.damage().defects().stream().map(VerificationResult.Defect::toString).toList());
      document.putAll(
          Documents.error("the archive did not verify and was not published", code, Map.of()));
    } else if (result instanceof BackupResult.Failed failed) {
      document.put("result", "failed");
      document.putAll(Documents.error(String.valueOf(failed.cause().getMessage()), code, Map.of()));
    }
    document.put("warnings", listener.warnings());
    document.put("took", result.took());
    return document;
  }
}
