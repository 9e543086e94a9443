package io.holdfast.cli.text;

import java.util.ArrayList;
import java.util.List;

/** Rows under a heading, in columns. */
public final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final boolean[] right;

  /**
   * Starts with a heading.
   *
   * @param heading one text per column; one that begins with {@code >} makes its column
   *     right-aligned
   */
  public Table(String... heading) {
    right = new boolean[heading.length];
    List<String> titles = new ArrayList<>();
    for (int i = 0; i < heading.length; i++) {
      right[i] = heading[i].startsWith(">");
      titles.add(right[i] ? heading[i].substring(1) : heading[i]);
    }
    rows.add(titles);
  }

  /** Adds a row with as many cells as the heading has. */
  public Table row(String... cells) {
    if (cells.length != right.length) {
      throw new IllegalArgumentException(cells.length + " cells for " + right.length + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The lines, without spaces at their ends. */
  public List<String> lines() {
    int[] widths = new int[right.length];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - width(row.get(i)));
      line.append(i == 0 ? "" : GAP);
      line.append(right[i] ? padding + row.get(i) : row.get(i) + padding);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
