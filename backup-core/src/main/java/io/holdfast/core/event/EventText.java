package io.holdfast.core.event;

import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.Reuse;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Origin;
import io.holdfast.core.retention.Decision;
import io.holdfast.core.text.ByteCount;
import io.holdfast.core.text.TimeTaken;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What log and console say about an event, without the time stamp: short lines that can be searched
 * for by their first word. Names from files and containers are made safe to print.
 */
public final class EventText {
  private EventText() {}

  /**
   * The lines about an event.
   *
   * @param event of any kind
   * @return printable; none where the event is not worth one
   */
  public static List<String> lines(BackupEvent event) {
    // a switch over sealed types needs a later Java
    if (event instanceof BackupEvent.RunStarted e) {
      return line("run of " + e.plan() + " started, destination " + path(e.destination()));
    }
    if (event instanceof BackupEvent.LeftoversRemoved e) {
      return e.what().stream().map(what -> "removed leftover " + Printable.of(what)).toList();
    }
    if (event instanceof BackupEvent.SpaceChecked e) {
      return line(space(e));
    }
    if (event instanceof BackupEvent.Warning e) {
      return line("warning: " + Printable.of(e.message()));
    }
    if (event instanceof BackupEvent.Note e) {
      return line(Printable.of(e.message()));
    }
    if (event instanceof BackupEvent.SourceFinished e) {
      return line(source(e));
    }
    if (event instanceof BackupEvent.Quiesced e) {
      return line("containers " + names(e.containers()) + ": " + e.how());
    }
    if (event instanceof BackupEvent.Resumed e) {
      return line(
          "containers "
              + names(e.containers())
              + ": running again after "
              + TimeTaken.text(e.downtime()));
    }
    if (event instanceof BackupEvent.Reused e) {
      return e.reuse().from().map(from -> line(reuse(from, e.reuse()))).orElse(List.of());
    }
    if (event instanceof BackupEvent.Verified e) {
      return line(
          "verified "
              + Printable.of(e.archive())
              + ": "
              + amount(e.entries(), e.bytes())
              + (e.medium().isEmpty() ? "" : " from " + Printable.of(e.medium()))
              + " in "
              + TimeTaken.text(e.took()));
    }
    if (event instanceof BackupEvent.Published e) {
      return line(archive(e.archive()));
    }
    if (event instanceof BackupEvent.RetentionEvaluated e) {
      return line(retention(e));
    }
    if (event instanceof BackupEvent.Removed e) {
      return line("pruned " + e.archive() + ": " + e.why() + ", freed " + ByteCount.text(e.size()));
    }
    if (event instanceof BackupEvent.RunFinished e) {
      String text = Printable.of(e.outcome());
      return e.good()
          ? line("finished in " + TimeTaken.text(e.took()) + ": " + text)
          : List.of("error: " + text, "ended after " + TimeTaken.text(e.took()));
    }
    // the start of a source or of a verification is worth a progress bar, not a line
    return List.of();
  }

  private static String space(BackupEvent.SpaceChecked e) {
    return "space in "
        + path(e.where())
        + ": needed "
        + ByteCount.text(e.required())
        + " (archive about "
        + ByteCount.text(e.estimatedArchive())
        + "), free "
        + ByteCount.text(e.free());
  }

  private static String source(BackupEvent.SourceFinished e) {
    SourceRecord source = e.source();
    StringBuilder text = new StringBuilder("source ").append(Printable.of(source.name()));
    text.append(" (").append(how(source.origin())).append("): ");
    if (!source.isArchived()) {
      return text.append("not saved, ").append(outcome(source)).toString();
    }
    text.append(amount(source.bytes(), source.entries(), e));
    if (source.issueCount() > 0) {
      text.append(", ").append(source.issueCount()).append(" with issues");
    }
    return text.toString();
  }

  private static String amount(long bytes, long entries, BackupEvent.SourceFinished e) {
    return ByteCount.text(bytes) + ", " + count(entries) + " in " + TimeTaken.text(e.took());
  }

  private static String amount(long entries, long bytes) {
    return count(entries) + ", " + ByteCount.text(bytes);
  }

  private static String count(long entries) {
    return entries == 1 ? "1 entry" : entries + " entries";
  }

  private static String how(Origin origin) {
    if (origin instanceof Origin.Volume volume) {
      return volume.access().isEmpty() ? "volume" : "volume, " + volume.access();
    }
    return "directory";
  }

  private static String outcome(SourceRecord source) {
    return source.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String reuse(ArchiveName from, Reuse reuse) {
    return "reused "
        + ByteCount.text(reuse.bytes())
        + " of "
        + ByteCount.text(reuse.ofBytes())
        + " from "
        + from
        + "; "
        + reuse.unreadFiles()
        + " of "
        + reuse.files()
        + " files not read again";
  }

  private static String archive(Archive archive) {
    return "archive "
        + archive.name()
        + ": "
        + ByteCount.text(archive.size())
        + ", verified, "
        + archive.state().name().toLowerCase(Locale.ROOT);
  }

  private static String retention(BackupEvent.RetentionEvaluated e) {
    long kept = e.decisions().stream().filter(Decision::keep).count();
    return "retention: "
        + kept
        + " kept, "
        + (e.decisions().size() - kept)
        + (e.dryRun() ? " would be removed" : " to remove");
  }

  private static String names(List<String> containers) {
    return Printable.of(String.join(", ", containers));
  }

  private static String path(Path path) {
    return Printable.of(path.toString());
  }

  private static List<String> line(String text) {
    return List.of(text);
  }
}
