package com.example.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.core.retention.Decision;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RetentionPreviewTest {
  private static final ZonedDateTime NEWEST =
      ZonedDateTime.of(2025, 10, 24, 3, 0, 0, 0, ZoneId.of("Europe/Moscow"));

  @Test
  void keepsAWeekOfNightsAndThenWeeksAndMonths() {
    List<String> kept =
        RetentionPreview.decide(RetentionPreview.POLICY, NEWEST, 200).stream()
            .filter(Decision::keep)
            .map(d -> d.candidate().id())
            .toList();
    assertEquals(
        List.of(
            "2025-10-24",
            "2025-10-23",
            "2025-10-22",
            "2025-10-21",
            "2025-10-20",
            "2025-10-19",
            "2025-10-18",
            "2025-10-17", // within 7d
            "2025-10-12",
            "2025-10-05", // the last nights of the weeks before
            "2025-09-30",
            "2025-08-31",
            "2025-07-31",
            "2025-06-30",
            "2025-05-31"),
        kept);
  }

  @Test
  void needsNeitherADockerClientNorArchiveCode() {
    for (String type :
        List.of("com.github.dockerjava.api.DockerClient", "io.holdfast.archive.DirectoryCatalog")) {
      assertThrows(ClassNotFoundException.class, () -> Class.forName(type));
    }
  }
}
