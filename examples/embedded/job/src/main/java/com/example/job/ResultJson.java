package com.example.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.run.BackupResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A result as JSON, with the fields this service needs. Results are records: any JSON library does,
 * and Jackson comes along with backup-archive.
 */
final class ResultJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ResultJson() {}

  static String of(BackupPlan plan, BackupResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("plan", plan.name().toString());
    if (result instanceof BackupResult.Published published) {
      fields.put("result", "published");
      fields.put("archive", published.archive().name().toString());
      fields.put("size", published.archive().size());
      published.archive().info().ifPresent(info -> fields.put("sources", sources(info)));
    } else if (result instanceof BackupResult.NotVerified damaged) {
      fields.put("result", "not-verified");
      fields.put("defects", damaged.damage().defects().stream().map(Object::toString).toList());
    } else if (result instanceof BackupResult.Failed failed) {
      fields.put("result", "failed");
      fields.put("error", failed.cause().getMessage());
    }
    fields.put("took", result.took().toMillis() / 1000.0);
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Map<String, Object>> sources(ArchiveInfo info) {
    return info.sources().stream().map(ResultJson::source).toList();
  }

  private static Map<String, Object> source(SourceRecord source) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", source.name());
    fields.put("outcome", source.outcome());
    fields.put("bytes", source.bytes());
    return fields;
  }
}
