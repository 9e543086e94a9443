package io.holdfast.testkit;

import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.catalog.VerificationResult.Defect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What goes wrong with the drafts of {@link InMemoryCatalog}. Thread-safe. */
final class DraftFaults {
  private final Map<String, List<SourceIssue>> issues = new HashMap<>();
  private final Map<String, List<ReadFault>> reading = new HashMap<>();
  private final List<Defect> defects = new ArrayList<>();
  private long room = Long.MAX_VALUE;

  synchronized void addIssue(String source, SourceIssue issue) {
    issues.computeIfAbsent(source, s -> new ArrayList<>()).add(issue);
  }

  synchronized List<SourceIssue> issues(String source) {
    return List.copyOf(issues.getOrDefault(source, List.of()));
  }

  synchronized void breakReading(String source, ReadFault fault) {
    reading.computeIfAbsent(source, s -> new ArrayList<>()).add(fault);
  }

  synchronized List<ReadFault> reading(String source) {
    return List.copyOf(reading.getOrDefault(source, List.of()));
  }

  synchronized void addDefect(Defect defect) {
    defects.add(defect);
  }

  synchronized List<Defect> defects() {
    return List.copyOf(defects);
  }

  synchronized void limitRoom(long bytes) {
    room = bytes;
  }

  synchronized long room() {
    return room;
  }
}
