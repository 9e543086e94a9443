package io.holdfast.core.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The known names that somebody who mistyped a name most likely meant. */
public final class NearestNames {
  private static final int SHOWN = 3;

  private NearestNames() {}

  /**
   * Finds names that differ from the wanted one by few single-character edits.
   *
   * @param wanted what was typed
   * @param known all that could have been meant
   * @return at most three, nearest first, then by name; empty when nothing is near
   */
  public static List<String> of(String wanted, Collection<String> known) {
    int limit = Math.max(1, wanted.length() / 3);
    record Near(String name, int distance) {}
    return known.stream()
        .distinct()
        .filter(name -> Math.abs(name.length() - wanted.length()) <= limit)
        .map(name -> new Near(name, distance(wanted, name)))
        .filter(near -> near.distance() <= limit)
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(SHOWN)
        .map(Near::name)
        .toList();
  }

  /** Levenshtein's distance, with two neighbouring characters swapped counting as one edit. */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }
}
