package io.holdfast.cli;

import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.event.EventText;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints events as the log has them, shows progress, and remembers what was said. */
final class ConsoleListener implements BackupListener {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("'['uuuu-MM-dd HH:mm:ss'] '", Locale.ROOT);

  private final Console console;
  private final ZoneId zone;
  private final Optional<ProgressLine> progress;
  private final List<String> warnings = new ArrayList<>();
  private Optional<String> outcome = Optional.empty();

  ConsoleListener(Console console, ZoneId zone, boolean showProgress) {
    this.console = console;
    this.zone = zone;
    progress = showProgress ? Optional.of(new ProgressLine(console.err())) : Optional.empty();
    progress.ifPresent(line -> console.beforeLine(line::clear));
  }

  @Override
  public void onEvent(BackupEvent event) {
    progress.ifPresent(line -> line.onEvent(event));
    String stamp = STAMP.format(LocalDateTime.ofInstant(event.at(), zone));
    boolean bad = false;
    if (event instanceof BackupEvent.Warning warning) {
      warnings.add(warning.message());
      bad = true;
    } else if (event instanceof BackupEvent.RunFinished end) {
      outcome = Optional.of(end.outcome());
      bad = !end.good();
    }
    for (String line : EventText.lines(event)) {
      if (bad) {
        console.error(stamp + line);
      } else {
        console.lineNow(stamp + line);
      }
    }
  }

  /** The messages of all warnings so far. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** How the run ended, once it said so. */
  Optional<String> outcome() {
    return outcome;
  }
}
