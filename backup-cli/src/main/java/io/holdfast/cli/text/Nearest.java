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

  /** A phrase to append to a message: {@code ; did you mean 'x'?}, or nothing. */
  public static String hint(String word, Collection<String> candidates) {
    return to(word, candidates).map(c -> "; did you mean '" + c + "'?").orElse("");
  }
}
