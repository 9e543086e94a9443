package io.holdfast.archive.internal.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.Iterables;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Origin;
import io.holdfast.core.catalog.SourceRecord.Outcome;
import io.holdfast.core.plan.PlanName;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The content of {@code .holdfast/archive.json}. */
public final class ArchiveInfoJson {
  private static final int FORMAT = 1;
  private static final int FEWER_ISSUES = 100;

  /** The largest record that is written or read, in bytes. */
  public static final int LARGEST = 16 << 20;

  /** A token takes some fifty bytes of memory, however short it is in the file. */
  private static final int MOST_TOKENS = 1_000_000;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(LARGEST)
                          .maxStringLength(LARGEST)
                          .maxTokenCount(MOST_TOKENS)
                          .build())
                  .build())
          .enable(SerializationFeature.INDENT_OUTPUT);

  private ArchiveInfoJson() {}

  /**
   * Writes, reads and compares a record of nothing: the first one takes many times as long as the
   * next.
   */
  public static void prepare() {
    ArchiveInfo nothing =
        new ArchiveInfo(
            new PlanName("nothing"),
            "",
            Instant.EPOCH,
            Instant.EPOCH,
            ZoneOffset.UTC,
            "",
            "",
            "",
            List.of());
    try {
      if (!read(write(nothing)).plan().equals(nothing.plan())) {
        throw new IllegalStateException("records do not come back as they were written");
      }
    } catch (ArchiveException e) {
      throw new IllegalStateException("what was written cannot be read", e);
    }
  }

  /**
   * Writes the record. Where the issues of many sources would make it larger than can be read
   * again, fewer of each are listed; their count stays exact.
   */
  public static byte[] write(ArchiveInfo info) {
    byte[] json = write(info, SourceRecord.LISTED_ISSUES);
    for (int issues = FEWER_ISSUES; json.length > LARGEST / 2 && issues > 0; issues /= 10) {
      json = write(info, issues);
    }
    return json;
  }

  private static byte[] write(ArchiveInfo info, int listedIssues) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT);
    root.put("plan", info.plan().value());
    root.put("host", info.host());
    root.put("started", info.startedAt().toString());
    root.put("finished", info.finishedAt().toString());
    root.put("zone", info.zone().getId());
    root.put("tool", "holdfast " + info.toolVersion());
    root.put("compression", info.compression());
    root.put("codec", info.codec());
    root.put("complete", info.isComplete());
    ArrayNode sources = root.putArray("sources");
    info.sources().forEach(source -> write(source, listedIssues, sources.addObject()));
    try {
      return MAPPER.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }

  private static void write(SourceRecord source, int listedIssues, ObjectNode node) {
    node.put("name", source.name());
    if (source.origin() instanceof Origin.Directory directory) {
      node.put("kind", "directory");
      node.put("path", directory.path());
    } else if (source.origin() instanceof Origin.Volume volume) {
      node.put("kind", "volume");
      node.put("driver", volume.driver());
      putMap(node.putObject("options"), volume.options());
      putMap(node.putObject("labels"), volume.labels());
      node.put("access", volume.access());
    }
    node.put("outcome", text(source.outcome()));
    if (!source.detail().isEmpty()) {
      node.put("detail", source.detail());
    }
    node.put("entries", source.entries());
    node.put("bytes", source.bytes());
    node.put("issueCount", source.issueCount());
    ArrayNode issues = node.putArray("issues");
    for (SourceIssue issue : Iterables.limit(source.issues(), listedIssues)) {
      ObjectNode item = issues.addObject();
      item.put("kind", issue.kind().name().toLowerCase(Locale.ROOT));
      issue.path().ifPresent(path -> item.put("path", path.text()));
      item.put("detail", issue.detail());
    }
    source.manifestSha256().ifPresent(digest -> node.put("manifestSha256", digest));
  }

  private static String text(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void putMap(ObjectNode node, Map<String, String> map) {
    map.keySet().stream().sorted().forEach(key -> node.put(key, map.get(key)));
  }

  /**
   * Reads the record.
   *
   * @throws ArchiveException when it is damaged or of a version this program does not know
   */
  public static ArchiveInfo read(byte[] json) throws ArchiveException {
    if (json.length > LARGEST) {
      throw new ArchiveException(ArchivePaths.INFO + " is too large");
    }
    try {
      JsonNode root = MAPPER.readTree(json);
      int format = root.required("format").asInt();
      if (format != FORMAT) {
        throw new ArchiveException(
            "the archive has format " + format + "; this program reads format " + FORMAT);
      }
      List<SourceRecord> sources = new ArrayList<>();
      for (JsonNode source : root.required("sources")) {
        sources.add(source(source));
      }
      return new ArchiveInfo(
          new PlanName(root.required("plan").asText()),
          root.required("host").asText(),
          Instant.parse(root.required("started").asText()),
          Instant.parse(root.required("finished").asText()),
          ZoneId.of(root.required("zone").asText()),
          root.required("tool").asText().replaceFirst("^holdfast ", ""),
          root.path("compression").asText(),
          root.path("codec").asText(),
          sources);
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new ArchiveException("the archive's record " + ArchivePaths.INFO + " is damaged", e);
    }
  }

  private static SourceRecord source(JsonNode node) {
    Origin origin =
        node.required("kind").asText().equals("volume")
            ? new Origin.Volume(
                node.required("driver").asText(),
                map(node.required("options")),
                map(node.required("labels")),
                node.required("access").asText())
            : new Origin.Directory(node.required("path").asText());
    List<SourceIssue> issues = new ArrayList<>();
    for (JsonNode issue : node.required("issues")) {
      issues.add(
          new SourceIssue(
              SourceIssue.Kind.valueOf(issue.required("kind").asText().toUpperCase(Locale.ROOT)),
              issue.has("path")
                  ? Optional.of(EntryPath.of(issue.get("path").asText()))
                  : Optional.empty(),
              issue.required("detail").asText()));
    }
    return new SourceRecord(
        node.required("name").asText(),
        origin,
        Outcome.valueOf(
            node.required("outcome").asText().toUpperCase(Locale.ROOT).replace('-', '_')),
        node.path("detail").asText(),
        node.required("entries").asLong(),
        node.required("bytes").asLong(),
        node.required("issueCount").asLong(),
        issues,
        Optional.ofNullable(node.get("manifestSha256")).map(JsonNode::asText));
  }

  private static Map<String, String> map(JsonNode node) {
    Map<String, String> map = new LinkedHashMap<>();
    node.properties().forEach(field -> map.put(field.getKey(), field.getValue().asText()));
    return map;
  }
}
