package io.holdfast.archive.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.plan.PlanName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RestoreGuideTest {
  private static final Instant START = Instant.parse("2025-10-24T10:25:03Z");

  private static String guide(String directory) {
    return guide(directory, new SourceRecord.Origin.Directory("/srv\n/x"), "");
  }

  private static String guide(String name, SourceRecord.Origin origin, String detail) {
    PlanName plan = new PlanName("p");
    SourceRecord record =
        new SourceRecord(
            name,
            origin,
            SourceRecord.Outcome.SAVED,
            detail,
            1,
            0,
            0,
            List.of(),
            Optional.of("ab".repeat(32)));
    return RestoreGuide.text(
        new ArchiveInfo(
            plan, "host", START, START, ZoneOffset.UTC, "test", "fast", "isal", List.of(record)),
        ArchiveName.at(plan, START, ZoneOffset.UTC));
  }

  @Test
  void whatSomeToolsCannotRestoreIsSaidBesideItsVolume() {
    SourceRecord.Origin volume =
        new SourceRecord.Origin.Volume("local", Map.of(), Map.of(), "direct");
    assertThat(guide("v", volume, "has 1 large file with\nholes"))
        .contains(
            ":/volume alpine tar -xf - -C /volume\n    # has 1 large file with\\x0aholes\n\n");
    assertThat(guide("v", volume, "")).doesNotContain("#");
  }

  @Test
  void aNameIsNeverTakenForAnOptionOrForShellText() {
    assertThat(guide("logs")).contains(" -C PROJECT 'logs/'    # was /srv\\x0a/x\n");
    assertThat(guide("-dash")).contains(" -C PROJECT -- '-dash/'    # was");
    assertThat(guide("it's $(x)")).contains(" -C PROJECT 'it'\\''s $(x)/'    # was");
  }
}
