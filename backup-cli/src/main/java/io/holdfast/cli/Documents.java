package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.Reuse;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Origin;
import io.holdfast.core.retention.Decision;
import io.holdfast.core.run.PruneResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The parts of JSON documents. Their fields are described in {@code docs/json.md} and do not
 * change.
 */
final class Documents {
  private Documents() {}

  /** Starts a command's document. */
  static Map<String, Object> of(String command, ExitCode code) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("command", command);
    document.put("exitCode", code.number());
    return document;
  }

  static Map<String, Object> error(String message, ExitCode code, Map<String, Object> details) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("message", message);
    error.put("exitCode", code.number());
    error.putAll(details);
    return Map.of("error", error);
  }

  static Map<String, Object> problems(ConfigurationException e) {
    return Map.of(
        "problems",
        e.problems().stream()
            .map(
                p -> {
                  Map<String, Object> problem = new LinkedHashMap<>();
                  problem.put("line", p.line());
                  problem.put("column", p.column());
                  problem.put("message", p.message());
                  return problem;
                })
            .toList());
  }

  static Map<String, Object> archive(Archive archive) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", archive.name().toString());
    document.put("file", archive.file());
    document.put("size", archive.size());
    document.put("startedAt", archive.startedAt());
    document.put("state", word(archive.state()));
    document.put("pinned", archive.pin().isPresent());
    if (!archive.remark().isEmpty()) {
      document.put("remark", archive.remark());
    }
    return document;
  }

  static Map<String, Object> info(ArchiveInfo info) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("plan", info.plan().toString());
    document.put("host", info.host());
    document.put("startedAt", info.startedAt());
    document.put("finishedAt", info.finishedAt());
    document.put("timezone", info.zone().getId());
    document.put("toolVersion", info.toolVersion());
    document.put("compression", info.compression());
    document.put("codec", info.codec());
    document.put("complete", info.isComplete());
    document.put("sources", info.sources().stream().map(Documents::source).toList());
    return document;
  }

  static Map<String, Object> reuse(Reuse reuse) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("from", reuse.from().map(ArchiveName::toString));
    document.put("bytes", reuse.bytes());
    document.put("ofBytes", reuse.ofBytes());
    document.put("unreadFiles", reuse.unreadFiles());
    document.put("files", reuse.files());
    return document;
  }

  static Map<String, Object> source(SourceRecord source) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", source.name());
    if (source.origin() instanceof Origin.Directory directory) {
      document.put("kind", "directory");
      document.put("path", directory.path());
    } else if (source.origin() instanceof Origin.Volume volume) {
      document.put("kind", "volume");
      document.put("driver", volume.driver());
      document.put("access", volume.access());
    }
    document.put("outcome", word(source.outcome()));
    document.put("detail", source.detail());
    document.put("entries", source.entries());
    document.put("bytes", source.bytes());
    document.put("issueCount", source.issueCount());
    document.put("issues", source.issues().stream().map(Documents::issue).toList());
    return document;
  }

  private static Map<String, Object> issue(SourceIssue issue) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("kind", word(issue.kind()));
    document.put("path", issue.path().map(EntryPath::toString));
    document.put("detail", issue.detail());
    return document;
  }

  static Map<String, Object> entry(String source, Entry entry) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("source", source);
    document.put("path", entry.path().toString());
    document.put("type", word(entry.type()));
    document.put("mode", String.format(Locale.ROOT, "%04o", entry.mode()));
    document.put("uid", entry.uid());
    document.put("gid", entry.gid());
    document.put("size", entry.size());
    document.put("modified", entry.modified());
    entry.linkTarget().ifPresent(target -> document.put("target", target.toString()));
    return document;
  }

  static Map<String, Object> decision(Decision decision) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", decision.candidate().id());
    document.put("startedAt", decision.candidate().startedAt());
    document.put("size", decision.candidate().bytes());
    document.put("pinned", decision.candidate().pin().isPresent());
    document.put("keep", decision.keep());
    document.put("reasons", decision.reasons());
    return document;
  }

  static Map<String, Object> prune(PruneResult prune) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("decisions", prune.decisions().stream().map(Documents::decision).toList());
    if (prune instanceof PruneResult.Pruned pruned) {
      document.put("result", "pruned");
      document.put("removed", names(pruned.removed()));
    } else if (prune instanceof PruneResult.DryRun) {
      document.put("result", "dry-run");
    } else if (prune instanceof PruneResult.Refused refused) {
      document.put("result", "refused");
      document.put("reason", refused.reason());
    } else if (prune instanceof PruneResult.PartlyFailed failed) {
      document.put("result", "partly-failed");
      document.put("removed", names(failed.removed()));
      document.put("failures", failed.failures());
    }
    return document;
  }

  private static List<String> names(List<ArchiveName> names) {
    return names.stream().map(ArchiveName::toString).toList();
  }

  /** A constant as the documents write it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
