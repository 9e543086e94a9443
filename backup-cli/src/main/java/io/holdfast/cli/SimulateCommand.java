package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.cli.text.KeepCalendar;
import io.holdfast.cli.text.Table;
import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.retention.CalendarSpan;
import io.holdfast.core.retention.Candidate;
import io.holdfast.core.retention.Decision;
import io.holdfast.core.retention.RetentionPolicy;
import io.holdfast.core.retention.Simulation;
import io.holdfast.core.retention.Simulation.Step;
import io.holdfast.core.text.ByteCount;
import java.nio.file.Files;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Retention over the years to come. */
@Command(
    name = "simulate",
    header = "Show what a retention would leave over time, and the space that takes.",
    description = {
      "",
      "Starts with the archives of the configuration's catalog and adds one at every run, as large"
          + " as the newest complete one. Changes nothing. Without a configuration it starts with"
          + " nothing, and needs --policy."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:the destination cannot be read", "2:wrong usage or configuration"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  holdfast retention simulate",
      "  holdfast retention simulate --policy 'keep-within 7d, keep-monthly 6' --for 2y",
      "  holdfast retention simulate --policy 'keep-hourly 24' --every 1h --for 1w --size 2GB"
    })
final class SimulateCommand extends HoldfastCommand {
  /** A quadratic effort: two years of hourly runs are some 17,500. */
  private static final int MOST_RUNS = 20_000;

  private static final int ROWS = 24;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  @Option(
      names = "--policy",
      paramLabel = "RULES",
      converter = Converters.Policy.class,
      description = "Rules such as 'keep-within 7d, keep-monthly 6'; default: the configuration's.")
  private @Nullable RetentionPolicy policy;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      defaultValue = "1d",
      converter = Converters.Span.class,
      description = "Time between two runs; default: ${DEFAULT-VALUE}.")
  private CalendarSpan every;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "1y",
      converter = Converters.Span.class,
      description = "How long to look ahead; default: ${DEFAULT-VALUE}.")
  private CalendarSpan duration;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = Converters.Bytes.class,
      description = "Size of the archives to come; default: that of the newest complete one.")
  private @Nullable Long size;

  @Option(names = "--empty", description = "Start with nothing, whatever the catalog holds.")
  private boolean empty;

  @Option(names = "--calendar", description = "Show the days of the archives that remain.")
  private boolean calendar;

  SimulateCommand(Invocation invocation) {
    super(invocation);
  }

  /** What is simulated. */
  private record Setting(
      RetentionPolicy policy, List<Candidate> present, long bytes, ZoneId zone) {}

  @Override
  ExitCode execute(Session session)
      throws BackupException, ConfigurationException, UsageException, InterruptedException {
    Setting setting = setting(session);
    Simulation simulation = new Simulation(setting.policy, setting.present, setting.zone);
    List<Step> steps = new ArrayList<>();
    for (ZonedDateTime time : times(session.collaborators().clock().instant(), setting)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("cancelled while a retention was simulated");
      }
      Candidate made =
          Candidate.complete("simulated " + time.toInstant(), time.toInstant())
              .withBytes(setting.bytes);
      steps.add(simulation.run(made));
    }
    Step last = steps.get(steps.size() - 1);
    List<Decision> remaining = simulation.decisions(last.at());
    print(session.console(), setting, steps, remaining);
    session.console().document(document(setting, steps, remaining), ExitCode.OK);
    return ExitCode.OK;
  }

  private Setting setting(Session session)
      throws BackupException, ConfigurationException, UsageException {
    RetentionPolicy chosen = policy;
    boolean configured =
        session.isConfigurationNamed() || Files.exists(session.configurationFile());
    if (!configured && chosen != null) {
      return new Setting(
          chosen, List.of(), size == null ? 0 : size, session.collaborators().hostZone());
    }
    List<Archive> archives = NewDestination.orExisting(session.catalog()).list();
    long newest =
        archives.stream()
            .filter(a -> a.state() == Archive.State.COMPLETE)
            .findFirst()
            .map(Archive::size)
            .orElse(0L);
    return new Setting(
        chosen == null ? session.plan().retention() : chosen,
        empty ? List.of() : archives.stream().map(Archive::candidate).toList(),
        size == null ? newest : size,
        session.plan().zone());
  }

  /** From one step after the newest archive on, or from now if that is past. */
  private List<ZonedDateTime> times(Instant now, Setting setting) throws UsageException {
    ZonedDateTime start = now.atZone(setting.zone);
    ZonedDateTime end = duration.after(start, 1);
    Optional<ZonedDateTime> next =
        setting.present.stream()
            .map(Candidate::startedAt)
            .filter(at -> !RetentionPolicy.isFuture(at, now))
            .max(Instant::compareTo)
            .map(at -> every.after(at.atZone(setting.zone), 1))
            .filter(at -> at.isAfter(start));
    ZonedDateTime first = next.orElse(start);
    List<ZonedDateTime> times = new ArrayList<>();
    for (ZonedDateTime at = first; !at.isAfter(end); at = every.after(first, times.size())) {
      times.add(at);
      if (times.size() > MOST_RUNS) {
        throw new UsageException(
            "a run every "
                + every
                + " for "
                + duration
                + " is more than "
                + MOST_RUNS
                + " runs; look less far ahead, or simulate fewer of them");
      }
    }
    if (times.isEmpty()) {
      throw new UsageException(
          "there is no run within " + duration + "; --for must be longer than --every " + every);
    }
    return times;
  }

  private void print(Console console, Setting setting, List<Step> steps, List<Decision> remaining) {
    boolean sized = setting.bytes > 0;
    Table table =
        sized ? new Table("AFTER", ">ARCHIVES", ">SPACE") : new Table("AFTER", ">ARCHIVES");
    int stride = Math.max(1, (steps.size() + ROWS - 1) / ROWS);
    for (int i = 0; i < steps.size(); i += stride) {
      row(table, steps.get(i), setting, sized);
    }
    if ((steps.size() - 1) % stride != 0) {
      row(table, steps.get(steps.size() - 1), setting, sized);
    }
    console.line("policy: " + setting.policy);
    table.lines().forEach(console::line);
    Step last = steps.get(steps.size() - 1);
    console.line(
        steps.size()
            + (steps.size() == 1 ? " run" : " runs")
            + ", one every "
            + every
            + (sized ? ", each " + ByteCount.text(setting.bytes) : "")
            + ", until "
            + time(last.at(), setting));
    console.line("at the end: " + amount(last.archives(), last.bytes(), sized));
    if (sized) {
      Step peak = peak(steps);
      console.line(
          "at most: "
              + ByteCount.text(peak.peakBytes())
              + ", "
              + time(peak.at(), setting)
              + ", before old archives went");
    } else {
      console.line("no complete archive says how large one is; --size does");
    }
    if (calendar) {
      console.line("");
      new KeepCalendar(remaining, setting.zone).lines().forEach(console::line);
    }
    steps.stream()
        .filter(s -> s.refusal().isPresent())
        .findFirst()
        .ifPresent(
            s ->
                console.error(
                    "holdfast: on "
                        + time(s.at(), setting)
                        + " nothing would be removed: "
                        + s.refusal().orElse("")));
  }

  private static void row(Table table, Step step, Setting setting, boolean sized) {
    String archives = String.valueOf(step.archives());
    String at = time(step.at(), setting);
    if (sized) {
      table.row(at, archives, ByteCount.text(step.bytes()));
    } else {
      table.row(at, archives);
    }
  }

  private static String amount(int archives, long bytes, boolean sized) {
    String count = archives == 1 ? "1 archive" : archives + " archives";
    return sized ? count + ", " + ByteCount.text(bytes) : count;
  }

  /** The first of those that need the most space. */
  private static Step peak(List<Step> steps) {
    Step peak = steps.get(0);
    for (Step step : steps) {
      peak = step.peakBytes() > peak.peakBytes() ? step : peak;
    }
    return peak;
  }

  private static String time(Instant at, Setting setting) {
    return TIME.format(LocalDateTime.ofInstant(at, setting.zone));
  }

  private Map<String, Object> document(
      Setting setting, List<Step> steps, List<Decision> remaining) {
    Map<String, Object> document = Documents.of("retention simulate", ExitCode.OK);
    document.put("policy", setting.policy.toString());
    document.put("every", every.toString());
    document.put("for", duration.toString());
    document.put("size", setting.bytes);
    document.put("steps", steps.stream().map(SimulateCommand::document).toList());
    document.put("peakSpace", peak(steps).peakBytes());
    document.put("remaining", remaining.stream().map(Documents::decision).toList());
    if (calendar) {
      document.put("calendar", new KeepCalendar(remaining, setting.zone).document());
    }
    return document;
  }

  private static Map<String, Object> document(Step step) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("at", step.at());
    document.put("archives", step.archives());
    document.put("bytes", step.bytes());
    document.put("peakBytes", step.peakBytes());
    step.refusal().ifPresent(reason -> document.put("refused", reason));
    return document;
  }
}
