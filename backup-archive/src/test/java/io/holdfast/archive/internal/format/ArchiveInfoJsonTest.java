package io.holdfast.archive.internal.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.plan.PlanName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Records of archives that somebody else may have made. */
final class ArchiveInfoJsonTest {
  private static ArchiveInfo record(int sources, String detail) {
    SourceIssue issue =
        new SourceIssue(SourceIssue.Kind.CHANGED, Optional.of(EntryPath.of("a/path")), detail);
    List<SourceIssue> issues = Collections.nCopies(SourceRecord.LISTED_ISSUES, issue);
    return new ArchiveInfo(
        new PlanName("p"),
        "host",
        Instant.EPOCH,
        Instant.EPOCH,
        ZoneOffset.UTC,
        "0",
        "fast",
        "isal",
        IntStream.range(0, sources)
            .mapToObj(
                i ->
                    new SourceRecord(
                        "s" + i,
                        new SourceRecord.Origin.Directory("/s" + i),
                        SourceRecord.Outcome.SAVED_WITH_ISSUES,
                        "",
                        1,
                        1,
                        123_456,
                        issues,
                        Optional.empty()))
            .toList());
  }

  @Test
  void issuesOfVeryManySourcesDoNotMakeARecordThatCannotBeRead() throws Exception {
    ArchiveInfo few = record(3, "it changed");
    assertThat(ArchiveInfoJson.read(ArchiveInfoJson.write(few))).isEqualTo(few);

    byte[] json = ArchiveInfoJson.write(record(60, "x".repeat(1024)));

    assertThat(json.length).isLessThan(ArchiveInfoJson.LARGEST);
    for (SourceRecord source : ArchiveInfoJson.read(json).sources()) {
      assertThat(source.issues()).hasSize(100);
      assertThat(source.issueCount()).isEqualTo(123_456);
    }
  }

  /** Empty lists take fifty times as much memory as they have bytes. */
  @Test
  void aRecordIsBoundedBeforeItTakesMemory() {
    byte[] large = new byte[ArchiveInfoJson.LARGEST + 1];
    Arrays.fill(large, (byte) ' ');
    assertThatExceptionOfType(ArchiveException.class)
        .isThrownBy(() -> ArchiveInfoJson.read(large))
        .withMessageContaining("too large");

    byte[] lists =
        ("{\"format\":1,\"x\":[" + "[],".repeat(ArchiveInfoJson.LARGEST / 3 - 10) + "1]}")
            .getBytes(US_ASCII);
    assertThat(lists.length).isLessThan(ArchiveInfoJson.LARGEST);
    assertThatExceptionOfType(ArchiveException.class)
        .isThrownBy(() -> ArchiveInfoJson.read(lists))
        .withStackTraceContaining("Token count");
    byte[] deep = "[".repeat(100_000).getBytes(US_ASCII);
    assertThatExceptionOfType(ArchiveException.class).isThrownBy(() -> ArchiveInfoJson.read(deep));
  }
}
