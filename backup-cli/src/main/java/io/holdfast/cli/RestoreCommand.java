package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.DamagedArchive.Loss;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.restore.RestoreRequest;
import io.holdfast.core.restore.RestoreRequest.Target;
import io.holdfast.core.restore.RestoreResult;
import io.holdfast.core.restore.RestoreResult.RestoredSource;
import io.holdfast.core.restore.RestoreResult.Salvage;
import io.holdfast.core.restore.Restorer;
import io.holdfast.core.text.ByteCount;
import io.holdfast.core.text.TimeTaken;
import io.holdfast.docker.DockerSettings;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writing back. */
@Command(
    name = "restore",
    header = "Write an archive, a source or a path back.",
    description = {
      "",
      "Without --to and --into-volume everything goes where it came from: directories to their"
          + " paths, volumes to volumes of their names, which are created again where they are"
          + " missing. What is written is read back and compared. Stops before writing anything when"
          + " a target has content, unless --overwrite says that it may be written into.",
      "Stop the containers that use a volume before it is restored.",
      "--salvage is for archives that 'holdfast verify' finds damaged: it restores what is whole and"
          + " lists what is not. Nothing that is partly lost gets its name. The archive is only"
          + " read."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything that was asked for is in place",
      "1:failed",
      "2:wrong usage or configuration, or a target has content: nothing was started",
      "12:the archive is damaged, not readable, or not there; with --salvage: nothing is whole",
      "14:entries were skipped, failed or lost, or nothing matched",
      "130, 143:ended by a signal"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  holdfast restore latest --dry-run",
      "  holdfast restore latest --source voxpersona_postgres_data",
      "  holdfast restore latest --path 'logs/2025-*' --to /tmp/look",
      "  holdfast restore /mnt/usb/x.tar.gz --source pg_data --into-volume pg_copy",
      "  holdfast restore damaged.tar.gz --salvage --to /srv/saved"
    })
final class RestoreCommand extends HoldfastCommand {
  private static final String HINT =
      "; 'holdfast restore --salvage' restores what is whole of an archive of Holdfast's";

  private static final int PRINTED_LOSSES = 100;

  @Parameters(paramLabel = "ARCHIVE", description = "A path, a name in the catalog, or latest.")
  private String name = "";

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "Only this source; may be given several times.")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--path",
      paramLabel = "PATTERN",
      description = {
        "Only what matches: <source>/<path>, or a path in the one --source. A directory brings its"
            + " content; * and ? stay within a part of a path, ** does not. May be given several"
            + " times."
      })
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Below this directory, each source under its name, volumes too.")
  private @Nullable String to;

  @Option(
      names = "--into-volume",
      paramLabel = "VOLUME",
      description = "The one source into this volume, created if missing.")
  private @Nullable String intoVolume;

  @Option(names = "--overwrite", description = "Write into targets that have content.")
  private boolean overwrite;

  @Option(
      names = "--privileged",
      description =
          "Restore devices, set-user-ID bits, capabilities and their like also of an archive that is"
              + " not provably one of ours, and may come from anybody.")
  private boolean privileged;

  @Option(
      names = "--salvage",
      description = "Restore what is whole of a damaged archive, and list what is lost.")
  private boolean salvage;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Say what would be written where, and write nothing.")
  private boolean dryRun;

  RestoreCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode execute(Session session)
      throws BackupException, ConfigurationException, UsageException, InterruptedException {
    requireText("--source", sources);
    requireText("--path", paths);
    RestoreRequest request = new RestoreRequest(sources, paths, target(), overwrite, dryRun);
    session.startEarly(false);
    ArchiveLookup.Found found = new ArchiveLookup(session).find(name);
    DockerSettings docker = docker(session);
    ConsoleListener listener = session.listener(session.zone());
    RestoreResult result;
    try (OpenArchive archive = salvage ? found.openDamaged() : open(found)) {
      result =
          new Restorer(
                  session.engine(docker),
                  session.collaborators().directories(),
                  session.collaborators().clock())
              .restore(privileged ? archive.privileged() : archive, request, listener);
    }
    ExitCode code = codeOf(result);
    print(session.console(), result);
    session.console().document(document(found.label(), result, listener, code), code);
    return code;
  }

  private static OpenArchive open(ArchiveLookup.Found found) throws ArchiveException {
    try {
      return found.open();
    } catch (ArchiveException e) {
      throw found.isReadable() ? new ArchiveException(e.getMessage() + HINT, e) : e;
    }
  }

  private Target target() throws UsageException {
    String directory = to;
    String volume = intoVolume;
    if (directory != null && volume != null) {
      throw new UsageException("--to and --into-volume exclude each other; give one of them");
    }
    if (directory != null) {
      requireText("--to", List.of(directory));
      return new Target.Directory(Session.path(directory).toAbsolutePath().normalize());
    }
    if (volume != null) {
      requireText("--into-volume", List.of(volume));
      return new Target.IntoVolume(volume);
    }
    return new Target.Original();
  }

  /** An empty word is a shell variable that is not set, and must not mean everything. */
  private static void requireText(String what, List<String> words) throws UsageException {
    if (words.contains("")) {
      throw new UsageException(what + " is empty. 'holdfast restore --help' explains it.");
    }
  }

  /**
   * A configuration helps to find the engine, but a broken one must not stand in a restore's way.
   */
  private static DockerSettings docker(Session session)
      throws ConfigurationException, UsageException {
    if (session.isConfigurationNamed()) {
      return session.configuration().docker();
    }
    if (!Files.exists(session.configurationFile())) {
      return DockerSettings.DEFAULTS;
    }
    try {
      return session.configuration().docker();
    } catch (ConfigurationException e) {
      session
          .console()
          .error(
              "holdfast: this restore goes without the configuration, which is not usable: "
                  + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      return DockerSettings.DEFAULTS;
    }
  }

  private static ExitCode codeOf(RestoreResult result) {
    if (result instanceof RestoreResult.Restored restored) {
      return restored.isComplete() ? ExitCode.OK : ExitCode.PARTLY_RESTORED;
    }
    if (result instanceof RestoreResult.NothingMatched) {
      return ExitCode.PARTLY_RESTORED;
    }
    // a refusal comes before anything is touched: the request must say more
    return result instanceof RestoreResult.Failed failed ? codeOf(failed.cause()) : ExitCode.USAGE;
  }

  private void print(Console console, RestoreResult result) {
    if (result instanceof RestoreResult.Restored restored) {
      restored.sources().forEach(source -> print(console, source));
      restored
          .unmatched()
          .forEach(p -> console.error("holdfast: nothing matches '" + Printable.of(p) + "'"));
      long bytes = restored.sources().stream().mapToLong(RestoredSource::bytes).sum();
      int count = restored.sources().size();
      console.line(
          (dryRun ? "would restore " : salvage ? "restored " : "restored and compared ")
              + count
              + (count == 1 ? " source, " : " sources, ")
              + ByteCount.text(bytes)
              + (dryRun ? "" : ", in " + TimeTaken.text(restored.took())));
      restored.salvage().ifPresent(salvaged -> print(console, salvaged));
      if (!restored.isComplete()) {
        console.error("holdfast: not everything that was asked for was restored; see above");
      }
    } else if (result instanceof RestoreResult.NothingMatched nothing) {
      console.error("holdfast: " + nothing.message());
    } else if (result instanceof RestoreResult.Refused refused) {
      console.error("holdfast: " + refused.message());
    } else if (result instanceof RestoreResult.Failed failed) {
      console.error("holdfast: " + message(failed));
      List<String> done = failed.sources().stream().map(RestoredSource::name).toList();
      if (!done.isEmpty()) {
        console.error("holdfast: restored before that: " + Printable.of(String.join(", ", done)));
      }
    }
  }

  private void print(Console console, Salvage salvaged) {
    salvaged.losses().stream()
        .limit(PRINTED_LOSSES)
        .forEach(loss -> console.error("lost: " + loss + ": " + loss.detail()));
    int more = salvaged.losses().size() - PRINTED_LOSSES;
    if (more > 0) {
      console.error("lost: and " + more + " more; --json lists them all");
    }
    console.line(
        "salvaged "
            + (salvaged.proven() + salvaged.unproven())
            + " entries, "
            + salvaged.unproven()
            + " of them unproven (their manifest is lost); lost "
            + salvaged.lost()
            + (salvaged.losses().stream().anyMatch(loss -> loss.entries() == 0)
                ? " and an unknown number more"
                : ""));
  }

  private String message(RestoreResult.Failed failed) {
    boolean damaged = failed.cause() instanceof ArchiveException && !salvage;
    return failed.cause().getMessage() + (damaged ? HINT : "");
  }

  private static Map<String, Object> salvage(Salvage salvaged) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("proven", salvaged.proven());
    document.put("unproven", salvaged.unproven());
    document.put("lost", salvaged.lost());
    document.put("losses", salvaged.losses().stream().map(RestoreCommand::loss).toList());
    return document;
  }

  private static Map<String, Object> loss(Loss loss) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("source", loss.source());
    loss.path().ifPresent(path -> document.put("path", path.toString()));
    document.put("entries", loss.entries());
    document.put("detail", loss.detail());
    return document;
  }

  private void print(Console console, RestoredSource source) {
    String name = Printable.of(source.name());
    if (dryRun) {
      console.line(
          "would restore "
              + name
              + " to "
              + Printable.of(source.target())
              + ": "
              + source.entries()
              + (source.entries() == 1 ? " entry, " : " entries, ")
              + ByteCount.text(source.bytes()));
    }
    source.notes().forEach(note -> console.line("  " + name + ": " + Printable.of(note)));
  }

  private Map<String, Object> document(
      String archive, RestoreResult result, ConsoleListener listener, ExitCode code) {
    Map<String, Object> document = Documents.of("restore", code);
    document.put("archive", archive);
    if (result instanceof RestoreResult.Restored restored) {
      document.put("result", "restored");
      document.put("dryRun", restored.dryRun());
      document.put("sources", restored.sources().stream().map(RestoreCommand::source).toList());
      document.put("unmatched", restored.unmatched());
      restored.salvage().ifPresent(salvaged -> document.put("salvage", salvage(salvaged)));
      document.put("took", restored.took());
    } else if (result instanceof RestoreResult.NothingMatched nothing) {
      document.put("result", "nothing-matched");
      document.putAll(Documents.error(nothing.message(), code, Map.of()));
    } else if (result instanceof RestoreResult.Refused refused) {
      document.put("result", "refused");
      document.putAll(Documents.error(refused.message(), code, Map.of()));
    } else if (result instanceof RestoreResult.Failed failed) {
      document.put("result", "failed");
      document.put("sources", failed.sources().stream().map(RestoreCommand::source).toList());
      document.putAll(Documents.error(message(failed), code, Map.of()));
    }
    document.put("warnings", listener.warnings());
    return document;
  }

  private static Map<String, Object> source(RestoredSource source) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", source.name());
    document.put("target", source.target());
    document.put("entries", source.entries());
    document.put("bytes", source.bytes());
    document.put("problems", source.problems());
    document.put("notes", source.notes());
    return document;
  }
}
