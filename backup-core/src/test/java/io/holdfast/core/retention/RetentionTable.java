package io.holdfast.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.retention.Candidate.Standing;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tables of archives and why each is kept: {@code 2025-10-24T02:00 INCOMPLETE | within 7d}, in the
 * time of Berlin or, with a Z at the end, of UTC. No reason: the archive is removed.
 */
final class RetentionTable {
  static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  private RetentionTable() {}

  static void assertTable(String policy, String table) {
    assertTable(RetentionPolicy.parse(policy), table);
  }

  static void assertTable(RetentionPolicy policy, String table) {
    List<Candidate> candidates = new ArrayList<>();
    Map<String, String> expected = new LinkedHashMap<>();
    for (String row : table.lines().toList()) {
      String[] cells = row.split("\\|", 2);
      Candidate candidate = archive(cells[0].trim());
      candidates.add(candidate);
      expected.put(candidate.id(), cells[1].trim());
    }
    Map<String, String> actual = new LinkedHashMap<>();
    policy
        .evaluate(candidates, NOW, BERLIN)
        .decisions()
        .forEach(d -> actual.put(d.candidate().id(), String.join("; ", d.reasons())));
    assertThat(actual).containsExactlyEntriesOf(expected);
  }

  /** An archive written as {@code 2025-10-24T02:00}, {@code ... INCOMPLETE}, {@code ... PINNED}. */
  static Candidate archive(String text) {
    String[] words = text.split("\\s+", -1);
    Candidate candidate = Candidate.complete(words[0], start(words[0]));
    for (int i = 1; i < words.length; i++) {
      candidate =
          words[i].startsWith("PINNED")
              ? candidate.pinned(words[i].substring("PINNED".length()).replace(":", ""))
              : candidate.withStanding(Standing.valueOf(words[i]));
    }
    return candidate;
  }

  static List<Candidate> archives(String... texts) {
    return List.of(texts).stream().map(RetentionTable::archive).toList();
  }

  private static Instant start(String text) {
    return text.endsWith("Z")
        ? Instant.parse(text)
        : LocalDateTime.parse(text).atZone(BERLIN).toInstant();
  }
}
