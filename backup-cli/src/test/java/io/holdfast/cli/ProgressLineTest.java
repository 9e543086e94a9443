package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.event.BackupEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
  private static final Instant START = Instant.parse("2025-10-24T10:25:03Z");
  private static final String CLEAR = "\r\u001b[K";

  private final StringWriter terminal = new StringWriter();
  private final ProgressLine line = new ProgressLine(new PrintWriter(terminal));

  private void start(String source, OptionalLong expected) {
    line.onEvent(new BackupEvent.SourceStarted(START, source, "directory", expected, 3, 12));
  }

  private void progress(long millis, long bytes) {
    line.onEvent(new BackupEvent.Progressed(START.plusMillis(millis), bytes));
  }

  @Test
  void showsShareRateAndTimeLeft() {
    start("logs", OptionalLong.of(300_000_000));
    progress(2000, 100_000_000);

    assertThat(terminal)
        .hasToString(CLEAR + "[3/12] logs: 100.0 MB of 300.0 MB (33%), 50.0 MB/s, 4.0 s left");
  }

  @Test
  void showsCountAndRateWhereTheSizeIsUnknownOrWasTooSmall() {
    start("db", OptionalLong.empty());
    progress(1000, 5_000_000);
    start("db", OptionalLong.of(10));
    progress(1000, 5_000_000);

    assertThat(terminal).hasToString((CLEAR + "[3/12] db: 5.0 MB, 5.0 MB/s").repeat(2));
  }

  @Test
  void isRewrittenOnlySoOften() {
    start("logs", OptionalLong.of(300_000_000));
    for (int millis = 0; millis < 400; millis++) {
      progress(millis, 1000);
    }
    assertThat(terminal.toString()).isEmpty();
    for (int millis = 400; millis < 1400; millis++) {
      progress(millis, 1000);
    }
    assertThat(terminal.toString().split("\r", -1)).hasSize(1 + 5);
  }

  @Test
  void isTakenAwayOnceAndNotShownForWhatIsOver() {
    start("logs", OptionalLong.empty());
    progress(1000, 1);
    line.clear();
    line.clear();
    line.onEvent(new BackupEvent.RunFinished(START, "stopped", false, Duration.ZERO));
    progress(2000, 1);

    assertThat(terminal).hasToString(CLEAR + "[3/12] logs: 1 B, 1 B/s" + CLEAR);
  }

  @Test
  void staysOnOneLineAndIsSafeToPrint() {
    start("a\u001b[2J" + "x".repeat(200), OptionalLong.of(300_000_000));
    progress(2000, 100_000_000);

    assertThat(terminal.toString().substring(CLEAR.length()))
        .hasSize(79)
        .startsWith("[3/12] a\\x1b[2Jxxx")
        .contains("~: 100.0 MB of");
  }
}
