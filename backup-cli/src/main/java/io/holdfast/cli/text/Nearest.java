package io.holdfast.cli.text;

import io.holdfast.core.text.NearestNames;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the word that was probably meant, letter case aside. */
public final class Nearest {
  private Nearest() {}

  /** The nearest of the candidates; empty when none is near enough to be a likely slip. */
  public static Optional<String> to(String word, Collection<String> candidates) {
    Map<String, String> byLowerCase = new LinkedHashMap<>();
    candidates.forEach(c -> byLowerCase.putIfAbsent(c.toLowerCase(Locale.ROOT), c));
    return NearestNames.of(word.toLowerCase(Locale.ROOT), byLowerCase.keySet()).stream()
        .findFirst()
        .map(byLowerCase::get);
  }

  /** Ends a sentence: {@code ; did you mean 'x'?}, or with a full stop. */
  public static String hint(String word, Collection<String> candidates) {
    return meant(to(word, candidates));
  }

  /** As {@link #hint}, for a word that was found in another way. */
  public static String meant(Optional<String> word) {
    return word.map(w -> "; did you mean '" + w + "'?").orElse(".");
  }
}
