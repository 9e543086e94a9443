package io.holdfast.cli.text;

import io.holdfast.core.retention.Decision;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The days of archives: a line for each month that has some, a column for each day. */
public final class KeepCalendar {
  private static final String DAYS = "1   5    10   15   20   25   30";

  private final SortedMap<LocalDate, Day> days = new TreeMap<>();

  /** How many archives that started on a day stay and go. */
  private record Day(int kept, int removed) {
    Day plus(boolean keep) {
      return keep ? new Day(kept + 1, removed) : new Day(kept, removed + 1);
    }

    char sign() {
      if (kept == 0) {
        return '-';
      }
      return kept > 9 ? '+' : (char) ('0' + kept);
    }
  }

  /**
   * Counts archives by day.
   *
   * @param zone whose days are meant
   */
  public KeepCalendar(Collection<Decision> decisions, ZoneId zone) {
    for (Decision decision : decisions) {
      LocalDate date = LocalDate.ofInstant(decision.candidate().startedAt(), zone);
      days.merge(
          date, new Day(0, 0).plus(decision.keep()), (day, one) -> day.plus(decision.keep()));
    }
  }

  /** Newest month first, under a heading; none where there is no archive. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (days.isEmpty()) {
      return lines;
    }
    lines.add("         " + DAYS);
    TreeMap<YearMonth, String> months = new TreeMap<>();
    days.keySet().forEach(day -> months.computeIfAbsent(YearMonth.from(day), this::line));
    lines.addAll(months.descendingMap().values());
    lines.add("1 to 9: so many archives of that day stay, +: more, -: all of them go");
    return lines;
  }

  private String line(YearMonth month) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-7s  ", month));
    for (int day = 1; day <= month.lengthOfMonth(); day++) {
      Day found = days.get(month.atDay(day));
      line.append(found == null ? '.' : found.sign());
    }
    return line.toString();
  }

  /** For machines, newest first: {@code date}, {@code kept}, {@code removed}. */
  public List<Map<String, Object>> document() {
    List<Map<String, Object>> document = new ArrayList<>();
    days.forEach(
        (date, day) -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("date", date.toString());
          row.put("kept", day.kept);
          row.put("removed", day.removed);
          document.add(0, row);
        });
    return document;
  }
}
