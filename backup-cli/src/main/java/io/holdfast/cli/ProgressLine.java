package io.holdfast.cli;

import io.holdfast.core.catalog.Printable;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.text.ByteCount;
import io.holdfast.core.text.TimeTaken;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * One line at the bottom of a terminal that is rewritten in place: what is being worked on, how
 * much of it is done, how fast, and how long it will take. Not thread-safe.
 */
final class ProgressLine implements BackupListener {
  private static final Duration FIRST_AFTER = Duration.ofMillis(400);
  private static final Duration THEN_EVERY = Duration.ofMillis(200);
  private static final int WIDTH = 79;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter terminal;
  private boolean shown;
  private boolean working;
  private String what = "";
  private OptionalLong expected = OptionalLong.empty();
  private long done;
  private Instant began = Instant.EPOCH;
  private Instant next = Instant.EPOCH;

  ProgressLine(PrintWriter terminal) {
    this.terminal = terminal;
  }

  @Override
  public void onEvent(BackupEvent event) {
    if (event instanceof BackupEvent.SourceStarted e) {
      begin(e.at(), "[" + e.index() + "/" + e.count() + "] " + e.source(), e.expectedBytes());
    } else if (event instanceof BackupEvent.VerificationStarted e) {
      begin(e.at(), "verifying", e.expectedBytes());
    } else if (event instanceof BackupEvent.Progressed e) {
      advance(e);
    } else if (event instanceof BackupEvent.SourceFinished
        || event instanceof BackupEvent.Verified
        || event instanceof BackupEvent.RunFinished) {
      working = false;
      clear();
    }
  }

  /** Takes the line away, so that another can be printed. */
  void clear() {
    if (shown) {
      terminal.print(CLEAR);
      terminal.flush();
      shown = false;
    }
  }

  private void begin(Instant at, String label, OptionalLong bytes) {
    what = Printable.of(label);
    expected = bytes;
    done = 0;
    began = at;
    next = at.plus(FIRST_AFTER);
    working = true;
  }

  private void advance(BackupEvent.Progressed e) {
    done += e.bytes();
    if (working && !e.at().isBefore(next)) {
      next = e.at().plus(THEN_EVERY);
      terminal.print(CLEAR + text(Duration.between(began, e.at())));
      terminal.flush();
      shown = true;
    }
  }

  private String text(Duration elapsed) {
    StringBuilder figures = new StringBuilder(": ").append(ByteCount.text(done));
    long millis = Math.max(1, elapsed.toMillis());
    long rate = Math.max(1, (long) (done * 1000.0 / millis));
    if (expected.isPresent() && expected.getAsLong() >= done && expected.getAsLong() > 0) {
      long total = expected.getAsLong();
      Duration left = Duration.ofSeconds((total - done) / rate);
      figures
          .append(" of ")
          .append(ByteCount.text(total))
          .append(" (")
          .append((long) (done * 100.0 / total))
          .append("%), ")
          .append(ByteCount.text(rate))
          .append("/s, ")
          .append(TimeTaken.text(left))
          .append(" left");
    } else {
      figures.append(", ").append(ByteCount.text(rate)).append("/s");
    }
    int room = Math.max(10, WIDTH - figures.length());
    String label = what.length() <= room ? what : what.substring(0, room - 1) + "~";
    return label + figures;
  }
}
